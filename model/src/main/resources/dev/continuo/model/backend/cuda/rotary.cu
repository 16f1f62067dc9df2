// Queries and keys of each head, normalized by their root mean square where the architecture does so, and rotated (Su et
// al., arXiv 2104.09864): channel i with channel i + D/2 by the angle of its position. A group of lanes has a head;
// each lane has two neighbouring pairs of channels at a time.

// The place of a lane's p-th pair: p and p + D/2.
struct Pair {
  float first;
  float second;
};

__device__ __forceinline__ Pair rotated(Pair x, float cosine, float sine) {
  return Pair{x.first * cosine - x.second * sine, x.second * cosine + x.first * sine};
}

template <int LANES>
__device__ __forceinline__ float lanes_sum(float x) {
  for (int apart = LANES / 2; apart > 0; apart /= 2) {
    x += __shfl_xor_sync(ALL_LANES, x, apart);
  }
  return x;
}

// projected (N, (H+2K)·D) to its rotated queries and keys (N, (H+K)·D) and r (N, H+K).
template <int LANES>
__device__ __forceinline__ void rotate_heads(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    activation* result, float* scales, int rows, int time, int heads, int keyHeads, int size, int normalize,
    float epsilon) {
  int all = heads + keyHeads;
  int half = size / 2;
  int lane = threadIdx.x % LANES;
  unsigned group = blockIdx.x * (blockDim.x / LANES) + threadIdx.x / LANES; // division by 64 bits is slow
  bool inside = group < (unsigned)(rows * all); // the others take part in the sums of their warp
  int row = inside ? (int)(group / (unsigned)all) : 0;
  int head = inside ? (int)(group % (unsigned)all) : 0;
  const activation* x = projected + (long long)row * (all + keyHeads) * size + head * size;
  float r = 1;
  if (normalize) {
    float squares = 0;
    for (int i = lane; i < size; i += LANES) {
      float value = number(x[i]);
      squares += value * value;
    }
    r = 1 / sqrtf(lanes_sum<LANES>(squares) / size + epsilon);
  }
  if (!inside) {
    return;
  }
  const float* weight = head < heads ? queryNorm : keyNorm;
  activation* y = result + (long long)row * all * size + head * size;
  int angle = row % time * half;
  for (int start = lane * 2; start < half; start += LANES * 2) {
    for (int p = start; p < start + 2 && p < half; p++) {
      Pair pair{number(x[p]), number(x[p + half])};
      if (normalize) {
        pair.first *= r * weight[p];
        pair.second *= r * weight[p + half];
      }
      pair = rotated(pair, cosines[angle + p], sines[angle + p]);
      assign(y[p], pair.first);
      assign(y[p + half], pair.second);
    }
  }
  if (lane == 0) {
    scales[(long long)row * all + head] = r;
  }
}

// Grid: ⌈N·(H+K)/16⌉ blocks of 256 threads.
extern "C" __global__ void rotate_heads_16(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    activation* result, float* scales, int rows, int time, int heads, int keyHeads, int size, int normalize,
    float epsilon) {
  rotate_heads<16>(
      projected, queryNorm, keyNorm, cosines, sines, result, scales, rows, time, heads, keyHeads, size, normalize,
      epsilon);
}

// Grid: ⌈N·(H+K)/8⌉ blocks of 256 threads.
extern "C" __global__ void rotate_heads_32(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    activation* result, float* scales, int rows, int time, int heads, int keyHeads, int size, int normalize,
    float epsilon) {
  rotate_heads<32>(
      projected, queryNorm, keyNorm, cosines, sines, result, scales, rows, time, heads, keyHeads, size, normalize,
      epsilon);
}

// The heads of one kind in the rows of a block: gradients of rotated heads to those of projected ones, in place, and
// the weight's sums over them. PAIRS: the most pairs of channels of a lane.
template <int LANES, int PAIRS>
__device__ __forceinline__ void rotate_back_kind(
    const activation* projected, const float* weight, const float* cosines, const float* sines, const float* scales,
    activation* gradient, float* sums, int rows, int time, int first, int count, int all, int stride, int size,
    int normalize) {
  int half = size / 2;
  int lane = threadIdx.x % LANES;
  int groups = blockDim.x / LANES;
  float firsts[PAIRS];
  float seconds[PAIRS];
  for (int j = 0; j < PAIRS; j++) {
    firsts[j] = 0;
    seconds[j] = 0;
  }
  unsigned tasks = (unsigned)(rows * count);
  unsigned step = gridDim.x * groups;
  unsigned rounds = (tasks + step - 1) / step;
  for (unsigned round = 0; round < rounds; round++) {
    unsigned task = round * step + blockIdx.x * groups + threadIdx.x / LANES;
    bool inside = task < tasks;
    int row = inside ? (int)(task / (unsigned)count) : 0;
    int head = first + (inside ? (int)(task % (unsigned)count) : 0);
    const activation* x = projected + (long long)row * stride + head * size;
    activation* d = gradient + (long long)row * stride + head * size;
    float r = normalize ? scales[(long long)row * all + head] : 1;
    int angle = row % time * half;
    Pair g[PAIRS];
    float product = 0;
#pragma unroll
    for (int j = 0; j < PAIRS; j++) {
      int p = (j / 2) * LANES * 2 + lane * 2 + j % 2;
      g[j] = Pair{0, 0};
      if (p < half) {
        g[j] = rotated(Pair{number(d[p]), number(d[p + half])}, cosines[angle + p], -sines[angle + p]);
        if (normalize) {
          product += g[j].first * weight[p] * number(x[p]) + g[j].second * weight[p + half] * number(x[p + half]);
        }
      }
    }
    float pull = 0;
    if (normalize) {
      pull = -r * r * r * lanes_sum<LANES>(product) / size;
    }
    if (inside) {
#pragma unroll
      for (int j = 0; j < PAIRS; j++) {
        int p = (j / 2) * LANES * 2 + lane * 2 + j % 2;
        if (p < half) {
          float u = g[j].first;
          float v = g[j].second;
          if (normalize) {
            float a = number(x[p]);
            float b = number(x[p + half]);
            firsts[j] += u * a * r;
            seconds[j] += v * b * r;
            u = u * weight[p] * r + a * pull;
            v = v * weight[p + half] * r + b * pull;
          }
          assign(d[p], u);
          assign(d[p + half], v);
        }
      }
    }
  }
  __syncthreads();
  float* own = sums + (threadIdx.x / LANES) * size;
#pragma unroll
  for (int j = 0; j < PAIRS; j++) {
    int p = (j / 2) * LANES * 2 + lane * 2 + j % 2;
    if (p < half) {
      own[p] = firsts[j];
      own[p + half] = seconds[j];
    }
  }
  __syncthreads();
}

template <int LANES, int PAIRS>
__device__ __forceinline__ void rotate_back(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    const float* scales, activation* gradient, float* normSums, int rows, int time, int heads, int keyHeads, int size,
    int normalize) {
  DYNAMIC_SHARED(sumMemory);
  float* sums = (float*)sumMemory;
  int all = heads + keyHeads;
  int stride = (all + keyHeads) * size;
  for (int kind = 0; kind < 2; kind++) {
    rotate_back_kind<LANES, PAIRS>(
        projected, kind ? keyNorm : queryNorm, cosines, sines, scales, gradient, sums, rows, time, kind ? heads : 0,
        kind ? keyHeads : heads, all, stride, size, normalize);
    for (int channel = threadIdx.x; channel < size; channel += blockDim.x) {
      float sum = 0;
      for (int group = 0; group < blockDim.x / LANES; group++) {
        sum += sums[group * size + channel];
      }
      normSums[((long long)kind * gridDim.x + blockIdx.x) * size + channel] = sum;
    }
  }
}

// The gradient of the rotated queries and keys in (N, (H+2K)·D) becomes that of the projected ones; the sums of the two
// norms' gradients over the rows of each block go to (2, blocks, D). Blocks of 256 threads; shared memory: 16·D floats.
extern "C" __global__ void rotate_back_16(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    const float* scales, activation* gradient, float* normSums, int rows, int time, int heads, int keyHeads, int size,
    int normalize) {
  rotate_back<16, 2>(
      projected, queryNorm, keyNorm, cosines, sines, scales, gradient, normSums, rows, time, heads, keyHeads, size,
      normalize);
}

// The same for heads of more than 64 channels; shared memory: 8·D floats.
extern "C" __global__ void rotate_back_32(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    const float* scales, activation* gradient, float* normSums, int rows, int time, int heads, int keyHeads, int size,
    int normalize) {
  rotate_back<32, 4>(
      projected, queryNorm, keyNorm, cosines, sines, scales, gradient, normSums, rows, time, heads, keyHeads, size,
      normalize);
}
