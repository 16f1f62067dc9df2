// Queries and keys of each head, normalized by their root mean square where the architecture does so, and rotated (Su et
// al., arXiv 2104.09864): channel i with channel i + D/2 by the angle of its position. A group of lanes has a head, each
// lane up to four neighbouring pairs of channels.

struct Pair {
  float first;
  float second;
};

__device__ __forceinline__ Pair rotated(Pair x, float cosine, float sine) {
  return Pair{x.first * cosine - x.second * sine, x.second * cosine + x.first * sine};
}

struct Pairs {
  float4 first;
  float4 second;
};

// The pairs from p on of a head of 2·half channels; zeros behind its end.
template <typename T>
__device__ __forceinline__ Pairs load_pairs(const T* head, int p, int half) {
  float4 zero = make_float4(0, 0, 0, 0);
  return p < half ? Pairs{load4(head, p, half), load4(head + half, p, half)} : Pairs{zero, zero};
}

__device__ __forceinline__ void store_pairs(activation* head, int p, int half, const Pairs& pairs) {
  if (p < half) {
    store4(head, p, half, pairs.first);
    store4(head + half, p, half, pairs.second);
  }
}

__device__ __forceinline__ float4 times(float4 a, float4 b) {
  return make_float4(a.x * b.x, a.y * b.y, a.z * b.z, a.w * b.w);
}

__device__ __forceinline__ float4 times(float4 a, float b) {
  return make_float4(a.x * b, a.y * b, a.z * b, a.w * b);
}

// a·b + c·d
__device__ __forceinline__ float4 sum_of_products(float4 a, float4 b, float4 c, float4 d) {
  return make_float4(a.x * b.x + c.x * d.x, a.y * b.y + c.y * d.y, a.z * b.z + c.z * d.z, a.w * b.w + c.w * d.w);
}

__device__ __forceinline__ float dot(float4 a, float4 b) { return a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w; }

__device__ __forceinline__ Pairs rotated(const Pairs& x, float4 cosine, float4 sine) {
  return Pairs{
      sum_of_products(x.first, cosine, x.second, times(sine, -1)), sum_of_products(x.second, cosine, x.first, sine)};
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
  int p = threadIdx.x % LANES * 4;
  unsigned group = blockIdx.x * (blockDim.x / LANES) + threadIdx.x / LANES; // division by 64 bits is slow
  bool inside = group < (unsigned)(rows * all); // the others take part in the sums of their warp
  int row = inside ? (int)(group / (unsigned)all) : 0;
  int head = inside ? (int)(group % (unsigned)all) : 0;
  Pairs x = load_pairs(projected + ((long long)row * (all + keyHeads) + head) * size, p, half);
  float r = 1;
  if (normalize) {
    r = 1 / sqrtf(lanes_sum<LANES>(dot(x.first, x.first) + dot(x.second, x.second)) / size + epsilon);
    Pairs weight = load_pairs(head < heads ? queryNorm : keyNorm, p, half);
    x = Pairs{times(x.first, times(weight.first, r)), times(x.second, times(weight.second, r))};
  }
  if (!inside) {
    return;
  }
  if (p < half) {
    int angle = row % time * half;
    x = rotated(x, load4(cosines + angle, p, half), load4(sines + angle, p, half));
    store_pairs(result + ((long long)row * all + head) * size, p, half, x);
  }
  if (p == 0) {
    scales[(long long)row * all + head] = r;
  }
}

// Heads of up to 64 channels. Grid: ⌈N·(H+K)/32⌉ blocks of 256 threads.
extern "C" __global__ void rotate_heads_8(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    activation* result, float* scales, int rows, int time, int heads, int keyHeads, int size, int normalize,
    float epsilon) {
  rotate_heads<8>(
      projected, queryNorm, keyNorm, cosines, sines, result, scales, rows, time, heads, keyHeads, size, normalize,
      epsilon);
}

// Heads of up to 128 channels. Grid: ⌈N·(H+K)/16⌉ blocks of 256 threads.
extern "C" __global__ void rotate_heads_16(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    activation* result, float* scales, int rows, int time, int heads, int keyHeads, int size, int normalize,
    float epsilon) {
  rotate_heads<16>(
      projected, queryNorm, keyNorm, cosines, sines, result, scales, rows, time, heads, keyHeads, size, normalize,
      epsilon);
}

// Heads of up to 256 channels. Grid: ⌈N·(H+K)/8⌉ blocks of 256 threads.
extern "C" __global__ void rotate_heads_32(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    activation* result, float* scales, int rows, int time, int heads, int keyHeads, int size, int normalize,
    float epsilon) {
  rotate_heads<32>(
      projected, queryNorm, keyNorm, cosines, sines, result, scales, rows, time, heads, keyHeads, size, normalize,
      epsilon);
}

// The heads of one kind in the rows of a block: gradients of rotated heads to those of projected ones, in place, and
// the weight's sums over them.
template <int LANES>
__device__ __forceinline__ void rotate_back_kind(
    const activation* projected, const float* norm, const float* cosines, const float* sines, const float* scales,
    activation* gradient, float* sums, int rows, int time, int first, int count, int all, int stride, int size,
    int normalize) {
  int half = size / 2;
  int p = threadIdx.x % LANES * 4;
  int groups = blockDim.x / LANES;
  float4 zero = make_float4(0, 0, 0, 0);
  Pairs ofWeight{zero, zero};
  Pairs weight = normalize ? load_pairs(norm, p, half) : Pairs{zero, zero};
  unsigned tasks = (unsigned)(rows * count);
  unsigned step = gridDim.x * groups;
  unsigned rounds = (tasks + step - 1) / step;
  for (unsigned round = 0; round < rounds; round++) {
    unsigned task = round * step + blockIdx.x * groups + threadIdx.x / LANES;
    bool inside = task < tasks;
    int row = inside ? (int)(task / (unsigned)count) : 0;
    int head = first + (inside ? (int)(task % (unsigned)count) : 0);
    long long start = (long long)row * stride + head * size;
    int angle = row % time * half;
    Pairs g{zero, zero};
    if (p < half) {
      float4 backwards = times(load4(sines + angle, p, half), -1);
      g = rotated(load_pairs(gradient + start, p, half), load4(cosines + angle, p, half), backwards);
    }
    if (normalize) {
      Pairs x = load_pairs(projected + start, p, half);
      float r = scales[(long long)row * all + head];
      Pairs gx{times(g.first, x.first), times(g.second, x.second)};
      float pull =
          -r * r * r * lanes_sum<LANES>(dot(gx.first, weight.first) + dot(gx.second, weight.second)) / size;
      float counted = inside ? r : 0;
      ofWeight.first = sum_of_products(gx.first, make_float4(counted, counted, counted, counted), ofWeight.first,
                                       make_float4(1, 1, 1, 1));
      ofWeight.second = sum_of_products(gx.second, make_float4(counted, counted, counted, counted), ofWeight.second,
                                        make_float4(1, 1, 1, 1));
      float4 pulls = make_float4(pull, pull, pull, pull);
      g.first = sum_of_products(g.first, times(weight.first, r), x.first, pulls);
      g.second = sum_of_products(g.second, times(weight.second, r), x.second, pulls);
    }
    if (inside) {
      store_pairs(gradient + start, p, half, g);
    }
  }
  __syncthreads();
  if (p < half) {
    float* own = sums + threadIdx.x / LANES * size;
    store4(own, p, half, ofWeight.first);
    store4(own + half, p, half, ofWeight.second);
  }
  __syncthreads();
}

template <int LANES>
__device__ __forceinline__ void rotate_back(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    const float* scales, activation* gradient, float* normSums, int rows, int time, int heads, int keyHeads, int size,
    int normalize) {
  DYNAMIC_SHARED(sumMemory);
  float* sums = (float*)sumMemory;
  int all = heads + keyHeads;
  int stride = (all + keyHeads) * size;
  for (int kind = 0; kind < 2; kind++) {
    rotate_back_kind<LANES>(
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
// norms' gradients over the rows of each block go to (2, blocks, D). Heads of up to 64 channels; blocks of 256 threads;
// shared memory: 32·D floats.
extern "C" __global__ void rotate_back_8(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    const float* scales, activation* gradient, float* normSums, int rows, int time, int heads, int keyHeads, int size,
    int normalize) {
  rotate_back<8>(
      projected, queryNorm, keyNorm, cosines, sines, scales, gradient, normSums, rows, time, heads, keyHeads, size,
      normalize);
}

// Heads of up to 128 channels; shared memory: 16·D floats.
extern "C" __global__ void rotate_back_16(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    const float* scales, activation* gradient, float* normSums, int rows, int time, int heads, int keyHeads, int size,
    int normalize) {
  rotate_back<16>(
      projected, queryNorm, keyNorm, cosines, sines, scales, gradient, normSums, rows, time, heads, keyHeads, size,
      normalize);
}

// Heads of up to 256 channels; shared memory: 8·D floats.
extern "C" __global__ void rotate_back_32(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    const float* scales, activation* gradient, float* normSums, int rows, int time, int heads, int keyHeads, int size,
    int normalize) {
  rotate_back<32>(
      projected, queryNorm, keyNorm, cosines, sines, scales, gradient, normSums, rows, time, heads, keyHeads, size,
      normalize);
}
