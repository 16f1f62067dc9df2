// The distance of p = softmax(logits) of one position from its target, and its gradient. A negative target is not
// counted.

// Sums over a row that is read once: with m the largest logit so far, Σe^(x−m), Σe^(2(x−m)) and Σx.
struct RowSums {
  float largest;
  float exponentials;
  float squares;
  float total;
};

__device__ __forceinline__ void rescale(RowSums& sums, float largest) {
  if (largest > sums.largest) {
    float factor = __expf(sums.largest - largest);
    sums.exponentials *= factor;
    sums.squares *= factor * factor;
    sums.largest = largest;
  }
}

__device__ __forceinline__ void count(RowSums& sums, float x) {
  float e = __expf(x - sums.largest);
  sums.exponentials += e;
  sums.squares += e * e;
  sums.total += x;
}

// Rows begin at multiples of four elements, so that four at once can be had of a row of any length, but for its end.
__device__ __forceinline__ int whole(int i, int length) { return i + 4 <= length ? 4 : length; }

// Of a row of V elements, known to all threads of the block.
template <typename T>
__device__ __forceinline__ RowSums row_sums(const T* logits, int vocabulary) {
  RowSums sums{-3.0e38f, 0, 0, 0};
  for (int i = threadIdx.x * 4; i < vocabulary; i += blockDim.x * 4) {
    float4 x = load4(logits, i, whole(i, vocabulary));
    int some = min(4, vocabulary - i);
    float values[4] = {x.x, x.y, x.z, x.w};
    float largest = values[0];
#pragma unroll
    for (int k = 1; k < 4; k++) {
      largest = k < some ? fmaxf(largest, values[k]) : largest;
    }
    rescale(sums, largest);
#pragma unroll
    for (int k = 0; k < 4; k++) {
      if (k < some) {
        count(sums, values[k]);
      }
    }
  }
  rescale(sums, block_max(sums.largest));
  sums.exponentials = block_sum(sums.exponentials);
  sums.squares = block_sum(sums.squares);
  sums.total = block_sum(sums.total);
  return sums;
}

constexpr int CROSS_ENTROPY = 0;
constexpr int SQUARED_ERROR = 1;
constexpr int ABSOLUTE_ERROR = 2;

// The loss of each row of logits (R, V), a stride apart, and in their place its gradient times a factor. With y = 1 at the target and 0
// elsewhere: −Σy·log p with the share ε of y spread evenly (Szegedy et al., arXiv 1512.00567); Σ(p−y)²; Σ|p−y|.
// A block for each row.
extern "C" __global__ void __launch_bounds__(1024, 2) loss_gradient(
    activation* logits, const int* targets, const float* factor, float* losses, int vocabulary, int stride, int kind,
    float smoothing) {
  long long row = blockIdx.x;
  int target = targets[row];
  logits += row * stride;
  if (target < 0) {
    for (int i = threadIdx.x * 4; i < vocabulary; i += blockDim.x * 4) {
      store4(logits, i, whole(i, vocabulary), make_float4(0, 0, 0, 0));
    }
    if (threadIdx.x == 0) {
      losses[row] = 0;
    }
    return;
  }
  float atTarget = number(logits[target]);
  RowSums sums = row_sums(logits, vocabulary); // ends in a barrier: the row is not changed before
  float scale = *factor;
  float inverse = 1 / sums.exponentials;
  float p = __expf(atTarget - sums.largest) * inverse;
  float mean = sums.squares * inverse * inverse - p; // of p − y under p
  if (threadIdx.x == 0) {
    float logSum = logf(sums.exponentials) + sums.largest;
    losses[row] = kind == CROSS_ENTROPY
        ? logSum - (1 - smoothing) * atTarget - smoothing * (sums.total / vocabulary)
        : kind == SQUARED_ERROR ? mean - p + 1
                                : 2 * (1 - p);
  }
  for (int i = threadIdx.x * 4; i < vocabulary; i += blockDim.x * 4) {
    float4 x = load4(logits, i, whole(i, vocabulary));
    float values[4] = {x.x, x.y, x.z, x.w};
#pragma unroll
    for (int k = 0; k < 4; k++) {
      float q = __expf(values[k] - sums.largest) * inverse;
      float hit = i + k == target ? 1.0f : 0.0f;
      values[k] = kind == CROSS_ENTROPY
          ? q - smoothing / vocabulary - hit * (1 - smoothing)
          : kind == SQUARED_ERROR ? 2 * q * (q - hit - mean)
                                  : 2 * p * (q - hit);
      values[k] *= scale;
    }
    store4(logits, i, whole(i, vocabulary), make_float4(values[0], values[1], values[2], values[3]));
  }
}

// −log p at the target of each row of logits (R, V), 0 where it is not counted, and the likeliest id; the first of
// equals. A block of 256 threads for each row.
extern "C" __global__ void cross_entropy(
    const float* logits, const int* targets, float* losses, int* likeliest, int vocabulary, int stride) {
  __shared__ int ids[256];
  long long row = blockIdx.x;
  logits += row * stride;
  RowSums sums = row_sums(logits, vocabulary);
  int id = 0x7fffffff;
  for (int i = threadIdx.x; i < vocabulary; i += blockDim.x) {
    if (logits[i] == sums.largest && i < id) {
      id = i;
    }
  }
  ids[threadIdx.x] = id;
  __syncthreads();
  if (threadIdx.x == 0) {
    for (int thread = 1; thread < blockDim.x; thread++) {
      id = min(id, ids[thread]);
    }
    likeliest[row] = id == 0x7fffffff ? 0 : id; // no largest among NaN
    int target = targets[row];
    losses[row] = target < 0 ? 0 : logf(sums.exponentials) - (logits[target] - sums.largest);
  }
}

// The sum of N losses, added to what is there or in its place. One block of 1,024 threads.
extern "C" __global__ void sum_losses(const float* losses, double* sum, int rows, int add) {
  __shared__ double parts[1024];
  double part = 0;
  for (int row = threadIdx.x; row < rows; row += blockDim.x) {
    part += losses[row];
  }
  parts[threadIdx.x] = part;
  __syncthreads();
  for (int half = blockDim.x / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) {
      parts[threadIdx.x] += parts[threadIdx.x + half];
    }
    __syncthreads();
  }
  if (threadIdx.x == 0) {
    *sum = parts[0] + (add ? *sum : 0);
  }
}
