// The distance of p = softmax(logits) of one position from its target, and its gradient. A negative target is not
// counted.

// Sums over a row that is read once: with m the largest logit so far, Σe^(x−m), Σe^(2(x−m)) and Σx.
struct RowSums {
  float largest;
  float shift; // m in powers of two
  float exponentials;
  float squares;
  float total;
};

__device__ __forceinline__ void rescale(RowSums& sums, float largest) {
  if (largest > sums.largest) {
    float shift = largest * LOG2_E;
    float factor = fast_exp2(sums.shift - shift);
    sums.exponentials *= factor;
    sums.squares *= factor * factor;
    sums.largest = largest;
    sums.shift = shift;
  }
}

__device__ __forceinline__ float exponential(float x, float shift) { return fast_exp2(fmaf(x, LOG2_E, -shift)); }

template <bool ALL>
__device__ __forceinline__ void count(RowSums& sums, float x) {
  float e = exponential(x, sums.shift);
  sums.exponentials += e;
  if (ALL) {
    sums.squares += e * e;
    sums.total += x;
  }
}

template <bool ALL>
__device__ __forceinline__ void count(RowSums& sums, const Eight& x) {
  float largest = x.at[0];
#pragma unroll
  for (int k = 1; k < 8; k++) {
    largest = fmaxf(largest, x.at[k]);
  }
  rescale(sums, largest);
#pragma unroll
  for (int k = 0; k < 8; k++) {
    count<ALL>(sums, x.at[k]);
  }
}

// Of a row of V elements, known to all threads of the block; the last two sums only where ALL are asked for. Two loads
// are under way at once.
template <bool ALL, typename T>
__device__ __forceinline__ RowSums row_sums(const T* logits, int vocabulary) {
  RowSums sums{-3.0e38f, -3.0e38f, 0, 0, 0};
  int eights = vocabulary / 8;
  int i = threadIdx.x;
  for (; i + blockDim.x < eights; i += 2 * blockDim.x) {
    Eight a = load8(logits + i * 8);
    Eight b = load8(logits + (i + blockDim.x) * 8);
    count<ALL>(sums, a);
    count<ALL>(sums, b);
  }
  if (i < eights) {
    count<ALL>(sums, load8(logits + i * 8));
  }
  int rest = eights * 8 + threadIdx.x;
  if (rest < vocabulary) {
    float x = number(logits[rest]);
    rescale(sums, x);
    count<ALL>(sums, x);
  }
  rescale(sums, block_max(sums.largest));
  sums.exponentials = block_sum(sums.exponentials);
  if (ALL) {
    sums.squares = block_sum(sums.squares);
    sums.total = block_sum(sums.total);
  }
  return sums;
}

// Each element x of a row, number i, becomes f(x, i).
template <typename T, typename F>
__device__ __forceinline__ void change_row(T* row, int length, F f) {
  int eights = length / 8;
  auto change = [&](Eight& x, int eight) {
#pragma unroll
    for (int k = 0; k < 8; k++) {
      x.at[k] = f(x.at[k], eight * 8 + k);
    }
    store8(row + eight * 8, x);
  };
  int i = threadIdx.x;
  for (; i + blockDim.x < eights; i += 2 * blockDim.x) {
    Eight a = load8(row + i * 8);
    Eight b = load8(row + (i + blockDim.x) * 8);
    change(a, i);
    change(b, i + blockDim.x);
  }
  if (i < eights) {
    Eight a = load8(row + i * 8);
    change(a, i);
  }
  int rest = eights * 8 + threadIdx.x;
  if (rest < length) {
    assign(row[rest], f(number(row[rest]), rest));
  }
}

// The thread that change_row gives an element to.
__device__ __forceinline__ bool has(int i, int length) {
  return (i < length / 8 * 8 ? i / 8 % blockDim.x : i % 8) == threadIdx.x;
}

constexpr int CROSS_ENTROPY = 0;
constexpr int SQUARED_ERROR = 1;
constexpr int ABSOLUTE_ERROR = 2;

// The loss of each row of logits (R, V), a stride apart, and in their place its gradient times a factor. With y = 1 at the target and 0
// elsewhere: −Σy·log p with the share ε of y spread evenly (Szegedy et al., arXiv 1512.00567); Σ(p−y)²; Σ|p−y|.
// A block of 512 threads for each row.
extern "C" __global__ void __launch_bounds__(512, 3) loss_gradient(
    activation* logits, const int* targets, const float* factor, float* losses, int vocabulary, int stride, int kind,
    float smoothing) {
  long long row = blockIdx.x;
  int target = targets[row];
  logits += row * stride;
  if (target < 0) {
    change_row(logits, vocabulary, [](float, int) { return 0.0f; });
    if (threadIdx.x == 0) {
      losses[row] = 0;
    }
    return;
  }
  float scale = *factor;
  float atTarget = number(logits[target]);
  if (kind == CROSS_ENTROPY) { // sums end in a barrier: the row is not changed before
    RowSums sums = smoothing == 0 ? row_sums<false>(logits, vocabulary) : row_sums<true>(logits, vocabulary);
    float weight = scale / sums.exponentials;
    float even = scale * smoothing / vocabulary;
    change_row(logits, vocabulary, [&](float x, int) { return fmaf(exponential(x, sums.shift), weight, -even); });
    if (has(target, vocabulary)) {
      assign(logits[target], fmaf(exponential(atTarget, sums.shift), weight, -even) - scale * (1 - smoothing));
    }
    if (threadIdx.x == 0) {
      float logSum = logf(sums.exponentials) + sums.largest;
      losses[row] = logSum - (1 - smoothing) * atTarget - smoothing * (sums.total / vocabulary);
    }
    return;
  }
  RowSums sums = row_sums<true>(logits, vocabulary);
  float inverse = 1 / sums.exponentials;
  float p = exponential(atTarget, sums.shift) * inverse;
  float mean = sums.squares * inverse * inverse - p; // of p − y under p
  change_row(logits, vocabulary, [&](float x, int i) {
    float q = exponential(x, sums.shift) * inverse;
    float hit = i == target ? 1.0f : 0.0f;
    return scale * (kind == SQUARED_ERROR ? 2 * q * (q - hit - mean) : 2 * p * (q - hit));
  });
  if (threadIdx.x == 0) {
    losses[row] = kind == SQUARED_ERROR ? mean - p + 1 : 2 * (1 - p);
  }
}

// −log p at the target of each row of logits (R, V), 0 where it is not counted, and the likeliest id; the first of
// equals. A block of 256 threads for each row.
extern "C" __global__ void cross_entropy(
    const float* logits, const int* targets, float* losses, int* likeliest, int vocabulary, int stride) {
  __shared__ int ids[256];
  long long row = blockIdx.x;
  logits += row * stride;
  RowSums sums = row_sums<false>(logits, vocabulary);
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
  part = tree_sum(parts, part);
  if (threadIdx.x == 0) {
    *sum = part + (add ? *sum : 0);
  }
}
