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
constexpr float LOG2_E = 1.4426950408889634f;
constexpr float LN_2 = 0.6931471805599453f;
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

// The sum over a block of a power of two threads, known to its first one; the order is always the same. A shared number
// for each thread.
__device__ __forceinline__ double tree_sum(double* shared, double x) {
  shared[threadIdx.x] = x;
  __syncthreads();
  for (int half = blockDim.x / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) {
      shared[threadIdx.x] += shared[threadIdx.x + half];
    }
    __syncthreads();
  }
  return shared[0];
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

// ---- Tensor cores and asynchronous copies; the emulator has its own ----

#ifdef __CUDACC__

// The dynamic shared memory of the block.
#define DYNAMIC_SHARED(name) extern __shared__ __align__(1024) unsigned char name[]

__device__ __forceinline__ unsigned shared_address(const void* pointer) {
  return (unsigned)__cvta_generic_to_shared(pointer);
}

// 16 bytes from global to shared memory; done when copy_wait says so.
__device__ __forceinline__ void copy_async16(unsigned to, const void* from) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(__cvta_generic_to_global(from)) : "memory");
}

// Zeros if they are not present.
__device__ __forceinline__ void copy_async16(unsigned to, const void* from, bool present) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to), "l"(__cvta_generic_to_global(from)),
               "r"(present ? 16 : 0)
               : "memory");
}

__device__ __forceinline__ void copy_async4(unsigned to, const void* from, bool present) {
  asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;" ::"r"(to), "l"(__cvta_generic_to_global(from)),
               "r"(present ? 4 : 0)
               : "memory");
}

// Ends a group of copies of this thread.
__device__ __forceinline__ void copy_group() { asm volatile("cp.async.commit_group;" ::: "memory"); }

// Until at most so many of this thread's latest groups are left; other threads see the rest after a barrier.
template <int GROUPS_LEFT>
__device__ __forceinline__ void copy_wait() {
  asm volatile("cp.async.wait_group %0;" ::"n"(GROUPS_LEFT) : "memory");
}

// Four 8x8 matrices of bfloat16: lane l gives the address of row l % 8 of matrix l / 8, and receives of each matrix the
// two elements (l / 4, l % 4 * 2 + {0, 1}).
__device__ __forceinline__ void load_matrices(unsigned (&registers)[4], unsigned address) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(registers[0]), "=r"(registers[1]), "=r"(registers[2]), "=r"(registers[3])
               : "r"(address)
               : "memory");
}

// Receives (l % 4 * 2 + {0, 1}, l / 4).
__device__ __forceinline__ void load_matrices_transposed(unsigned (&registers)[4], unsigned address) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(registers[0]), "=r"(registers[1]), "=r"(registers[2]), "=r"(registers[3])
               : "r"(address)
               : "memory");
}

// sums (16, 8) += left (16, 16) . right (16, 8). Lane l holds, with r = l / 4 and c = l % 4 * 2:
// sums (r, c + {0, 1}), (r + 8, c + {0, 1});
// left (r, c + {0, 1}), (r + 8, c + {0, 1}), (r, c + 8 + {0, 1}), (r + 8, c + 8 + {0, 1});
// right (c + {0, 1}, r), (c + 8 + {0, 1}, r).
__device__ __forceinline__ void add_product(float (&sums)[4], const unsigned (&left)[4], unsigned right0,
                                            unsigned right1) {
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
      "{%0, %1, %2, %3};"
      : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
      : "r"(left[0]), "r"(left[1]), "r"(left[2]), "r"(left[3]), "r"(right0), "r"(right1));
}

// 2^x to within 2 units of the last place; 0 for -inf.
__device__ __forceinline__ float fast_exp2(float x) {
  float y;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}

// Two rounded numbers in a register, the first in its low half.
__device__ __forceinline__ unsigned pack_bfloat16(float low, float high) {
  unsigned pair;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
}

#endif

// Four elements at a time, where rows are a multiple of four long.

__device__ __forceinline__ float4 load4(const float* from) { return *(const float4*)from; }

__device__ __forceinline__ float4 load4(const bfloat16* from) {
  uint2 two = *(const uint2*)from;
  float4 four;
  four.x = __uint_as_float(two.x << 16);
  four.y = __uint_as_float(two.x & 0xffff0000u);
  four.z = __uint_as_float(two.y << 16);
  four.w = __uint_as_float(two.y & 0xffff0000u);
  return four;
}

__device__ __forceinline__ void store4(float* to, float4 four) { *(float4*)to = four; }

__device__ __forceinline__ void store4(bfloat16* to, float4 four) {
  uint2 two;
  two.x = pack_bfloat16(four.x, four.y);
  two.y = pack_bfloat16(four.z, four.w);
  *(uint2*)to = two;
}

// The elements i to i + 3 of a row, or those of them that it has; the rest are zero.
template <typename T>
__device__ __forceinline__ float4 load4(const T* row, int i, int length) {
  if (length % 4 == 0) {
    return load4(row + i);
  }
  float4 four;
  four.x = number(row[i]);
  four.y = i + 1 < length ? number(row[i + 1]) : 0;
  four.z = i + 2 < length ? number(row[i + 2]) : 0;
  four.w = i + 3 < length ? number(row[i + 3]) : 0;
  return four;
}

template <typename T>
__device__ __forceinline__ void store4(T* row, int i, int length, float4 four) {
  if (length % 4 == 0) {
    store4(row + i, four);
    return;
  }
  assign(row[i], four.x);
  if (i + 1 < length) assign(row[i + 1], four.y);
  if (i + 2 < length) assign(row[i + 2], four.z);
  if (i + 3 < length) assign(row[i + 3], four.w);
}

// Eight elements from a multiple of eight on.
struct Eight {
  float at[8];
};

__device__ __forceinline__ Eight load8(const float* from) {
  float4 a = load4(from);
  float4 b = load4(from + 4);
  return Eight{{a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w}};
}

__device__ __forceinline__ Eight load8(const bfloat16* from) {
  uint4 pairs = *(const uint4*)from;
  unsigned each[4] = {pairs.x, pairs.y, pairs.z, pairs.w};
  Eight eight;
#pragma unroll
  for (int i = 0; i < 4; i++) {
    eight.at[2 * i] = __uint_as_float(each[i] << 16);
    eight.at[2 * i + 1] = __uint_as_float(each[i] & 0xffff0000u);
  }
  return eight;
}

__device__ __forceinline__ void store8(float* to, const Eight& eight) {
  store4(to, make_float4(eight.at[0], eight.at[1], eight.at[2], eight.at[3]));
  store4(to + 4, make_float4(eight.at[4], eight.at[5], eight.at[6], eight.at[7]));
}

__device__ __forceinline__ void store8(bfloat16* to, const Eight& eight) {
  uint4 pairs;
  pairs.x = pack_bfloat16(eight.at[0], eight.at[1]);
  pairs.y = pack_bfloat16(eight.at[2], eight.at[3]);
  pairs.z = pack_bfloat16(eight.at[4], eight.at[5]);
  pairs.w = pack_bfloat16(eight.at[6], eight.at[7]);
  *(uint4*)to = pairs;
}
