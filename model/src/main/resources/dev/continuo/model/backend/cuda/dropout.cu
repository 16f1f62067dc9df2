// Dropout (Srivastava et al. 2014): an element is left out, or divided by the share of those that are kept. Which ones
// are left out follows from a seed, the place in the net and the element, so that no mask is stored.

// Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
__device__ __forceinline__ uint4 philox(uint4 counter, uint2 key) {
#pragma unroll
  for (int round = 0; round < 10; round++) {
    unsigned long long first = 0xd2511f53ull * counter.x;
    unsigned long long second = 0xcd9e8d57ull * counter.z;
    counter = make_uint4(
        (unsigned)(second >> 32) ^ counter.y ^ key.x, (unsigned)second, (unsigned)(first >> 32) ^ counter.w ^ key.y,
        (unsigned)first);
    key.x += 0x9e3779b9u;
    key.y += 0xbb67ae85u;
  }
  return counter;
}

// The factors of the elements i to i + 3 of the block's row.
__device__ __forceinline__ float4 kept(const int* seed, int i, int place, int threshold, float factor) {
  uint4 random = philox(
      make_uint4((unsigned)i / 4, blockIdx.x, (unsigned)place, 0), make_uint2((unsigned)seed[0], (unsigned)seed[1]));
  unsigned least = (unsigned)threshold;
  return make_float4(
      random.x >= least ? factor : 0, random.y >= least ? factor : 0, random.z >= least ? factor : 0,
      random.w >= least ? factor : 0);
}

template <typename T>
__device__ __forceinline__ void dropped(
    const float* from, T* to, const int* seed, int channels, int place, int threshold, float factor) {
  int i = (blockIdx.y * blockDim.x + threadIdx.x) * 4;
  if (i >= channels) {
    return;
  }
  long long start = (long long)blockIdx.x * channels;
  float4 v = load4(from + start, i, channels);
  float4 k = kept(seed, i, place, threshold, factor);
  store4(to + start, i, channels, make_float4(v.x * k.x, v.y * k.y, v.z * k.z, v.w * k.w));
}

// From (N, C) to (N, C), activations; an element is kept where its random number reaches the threshold. Grid:
// (N, ⌈C/1024⌉) blocks of 256 threads.
extern "C" __global__ void drop(
    const float* from, activation* to, const int* seed, int channels, int place, int threshold, float factor) {
  dropped(from, to, seed, channels, place, threshold, factor);
}

// In place.
extern "C" __global__ void drop_in_place(
    float* x, const int* seed, int channels, int place, int threshold, float factor) {
  dropped(x, x, seed, channels, place, threshold, factor);
}

// sum (N, C) = x (N, C) + what is kept of z (N, C). Grid as above.
extern "C" __global__ void add_dropped(
    const float* x, const activation* z, float* sum, const int* seed, int channels, int place, int threshold,
    float factor) {
  int i = (blockIdx.y * blockDim.x + threadIdx.x) * 4;
  if (i >= channels) {
    return;
  }
  long long start = (long long)blockIdx.x * channels;
  float4 v = load4(x + start, i, channels);
  float4 d = load4(z + start, i, channels);
  float4 k = kept(seed, i, place, threshold, factor);
  store4(
      sum + start, i, channels, make_float4(v.x + d.x * k.x, v.y + d.y * k.y, v.z + d.z * k.z, v.w + d.w * k.w));
}
