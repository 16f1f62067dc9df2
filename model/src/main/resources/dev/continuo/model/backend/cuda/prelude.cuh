// What every kernel uses. Compiled by NVRTC, by nvcc, and, against the emulator of the tests, by any C++ compiler.
// CONTINUO_FLOAT32 makes activations float32; otherwise they are bfloat16.

struct bfloat16 {
  unsigned short bits;
};

#ifdef CONTINUO_FLOAT32
typedef float activation;
#else
typedef bfloat16 activation;
#endif

__device__ __forceinline__ float number(float x) { return x; }

__device__ __forceinline__ float number(bfloat16 x) {
  return __uint_as_float((unsigned)x.bits << 16);
}

// To the nearest, ties to even.
__device__ __forceinline__ void assign(float& to, float x) { to = x; }

__device__ __forceinline__ void assign(bfloat16& to, float x) {
#ifdef __CUDACC__
  asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(to.bits) : "f"(x));
#else
  unsigned bits = __float_as_uint(x);
  to.bits = (unsigned short)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
#endif
}

constexpr int WARP = 32;
constexpr unsigned ALL_LANES = 0xffffffffu;

__device__ __forceinline__ float warp_sum(float x) {
  for (int apart = WARP / 2; apart > 0; apart /= 2) {
    x += __shfl_xor_sync(ALL_LANES, x, apart);
  }
  return x;
}

__device__ __forceinline__ float warp_max(float x) {
  for (int apart = WARP / 2; apart > 0; apart /= 2) {
    x = fmaxf(x, __shfl_xor_sync(ALL_LANES, x, apart));
  }
  return x;
}

// The sum over a block of whole warps, known to all of its threads; the order is always the same.
__device__ __forceinline__ float block_sum(float x) {
  __shared__ float sums[WARP];
  int warps = blockDim.x / WARP;
  x = warp_sum(x);
  __syncthreads();
  if (threadIdx.x % WARP == 0) {
    sums[threadIdx.x / WARP] = x;
  }
  __syncthreads();
  float total = 0;
  for (int warp = 0; warp < warps; warp++) {
    total += sums[warp];
  }
  return total;
}

__device__ __forceinline__ float block_max(float x) {
  __shared__ float maxima[WARP];
  int warps = blockDim.x / WARP;
  x = warp_max(x);
  __syncthreads();
  if (threadIdx.x % WARP == 0) {
    maxima[threadIdx.x / WARP] = x;
  }
  __syncthreads();
  float largest = maxima[0];
  for (int warp = 1; warp < warps; warp++) {
    largest = fmaxf(largest, maxima[warp]);
  }
  return largest;
}
