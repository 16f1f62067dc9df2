// Runs CUDA kernels on the CPU, exactly, with any compiler of C++17: the threads of a block are fibers of one thread of
// the system, and blocks run one after the other. What a GPU leaves undefined is a fault with a message: a barrier or a
// warp's collective that some thread does not reach, a lane that reads one that does not take part, shared memory
// touched out of bounds. Shared memory is NaN before each block, and an asynchronous copy happens when it is waited for.
#pragma once

#include <cmath>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <type_traits>
#include <utility>
#include <vector>

// Several such libraries, with other types of activations, may be loaded into a process.
#pragma GCC visibility push(hidden)

// ---- The language ----

#define __device__
#define __host__
#define __global__
#define __forceinline__ inline
#define __noinline__
#define __launch_bounds__(...)
#define __grid_constant__
#define __align__(bytes) alignas(bytes)
#define __constant__ static
#if defined(__ELF__)
#define __shared__ static __attribute__((section("shared_memory")))
extern unsigned char __start_shared_memory[] __attribute__((weak, visibility("hidden")));
extern unsigned char __stop_shared_memory[] __attribute__((weak, visibility("hidden")));
#else
#define __shared__ static
#endif

#define EMULATOR_VECTORS(type, scalar)                                                                    \
  struct alignas(2 * sizeof(scalar)) type##2 { scalar x, y; };                                            \
  struct type##3 { scalar x, y, z; };                                                                     \
  struct alignas(4 * sizeof(scalar) < 16 ? 4 * sizeof(scalar) : 16) type##4 { scalar x, y, z, w; };       \
  inline type##2 make_##type##2(scalar x, scalar y) { return {x, y}; }                                    \
  inline type##3 make_##type##3(scalar x, scalar y, scalar z) { return {x, y, z}; }                       \
  inline type##4 make_##type##4(scalar x, scalar y, scalar z, scalar w) { return {x, y, z, w}; }

EMULATOR_VECTORS(float, float)
EMULATOR_VECTORS(double, double)
EMULATOR_VECTORS(int, int)
EMULATOR_VECTORS(uint, unsigned)
EMULATOR_VECTORS(short, short)
EMULATOR_VECTORS(ushort, unsigned short)
EMULATOR_VECTORS(char, signed char)
EMULATOR_VECTORS(uchar, unsigned char)
EMULATOR_VECTORS(longlong, long long)
EMULATOR_VECTORS(ulonglong, unsigned long long)

struct dim3 {
  unsigned x = 1, y = 1, z = 1;
};

static dim3 gridDim, blockDim;
static uint3 blockIdx, threadIdx;
constexpr int warpSize = 32;

// ---- Fibers ----

namespace emulator {

#if defined(__x86_64__) || defined(__aarch64__)

// Saves the registers on this stack, its pointer in *from, and goes on with the stack to.
extern "C" void emulator_switch(void** from, void* to) __asm__("emulator_switch");

#if defined(__ELF__)
#define EMULATOR_ASM(text) \
  __asm__(".pushsection .text\n.globl emulator_switch\n.hidden emulator_switch\nemulator_switch:\n" text ".popsection\n")
#else
#define EMULATOR_ASM(text) \
  __asm__(".text\n.p2align 2\n.globl emulator_switch\n.private_extern emulator_switch\nemulator_switch:\n" text)
#endif

#if defined(__x86_64__)
EMULATOR_ASM(
    "pushq %rbp\npushq %rbx\npushq %r12\npushq %r13\npushq %r14\npushq %r15\n"
    "movq %rsp, (%rdi)\nmovq %rsi, %rsp\n"
    "popq %r15\npopq %r14\npopq %r13\npopq %r12\npopq %rbx\npopq %rbp\nret\n");

inline void* prepare(unsigned char* top, void (*entry)()) {
  void** stack = (void**)top;
  *--stack = nullptr;
  *--stack = (void*)entry;
  return stack - 6;
}
#else
EMULATOR_ASM(
    "sub sp, sp, #160\n"
    "stp x19, x20, [sp]\nstp x21, x22, [sp, #16]\nstp x23, x24, [sp, #32]\nstp x25, x26, [sp, #48]\n"
    "stp x27, x28, [sp, #64]\nstp x29, x30, [sp, #80]\n"
    "stp d8, d9, [sp, #96]\nstp d10, d11, [sp, #112]\nstp d12, d13, [sp, #128]\nstp d14, d15, [sp, #144]\n"
    "mov x9, sp\nstr x9, [x0]\nmov sp, x1\n"
    "ldp x19, x20, [sp]\nldp x21, x22, [sp, #16]\nldp x23, x24, [sp, #32]\nldp x25, x26, [sp, #48]\n"
    "ldp x27, x28, [sp, #64]\nldp x29, x30, [sp, #80]\n"
    "ldp d8, d9, [sp, #96]\nldp d10, d11, [sp, #112]\nldp d12, d13, [sp, #128]\nldp d14, d15, [sp, #144]\n"
    "add sp, sp, #160\nret\n");

inline void* prepare(unsigned char* top, void (*entry)()) {
  void** stack = (void**)(top - 160);
  std::memset(stack, 0, 160);
  stack[11] = (void*)entry;
  return stack;
}
#endif

#else
#error "emulator_switch is not written for this processor"
#endif

enum State { READY, AT_BARRIER, IN_COLLECTIVE, FINISHED };

struct Copy {
  unsigned char* to;
  const unsigned char* from;
  int bytes;
  int present;
};

struct Fiber {
  void* stack = nullptr;
  State state = READY;
  uint3 index{};
  // The collective that it waits in.
  const char* collective = nullptr;
  unsigned mask = 0;
  void* data = nullptr;
  // Asynchronous copies that have not happened; the ends of their groups.
  std::vector<Copy> copies;
  std::vector<int> groups;
};

constexpr int MOST_THREADS = 1024;
// Not a power of two, so that the stacks of a warp do not share the same lines of the cache.
constexpr size_t STACK = (256 << 10) + 1088;
constexpr size_t MOST_SHARED = 227 << 10;
constexpr size_t GUARD = 64 << 10;
constexpr unsigned char POISON = 0xff;
constexpr uint64_t CANARY = 0x5ca1ab1e0ddba115ull;

alignas(1024) static unsigned char dynamic_memory[GUARD + MOST_SHARED + GUARD];
static int dynamic_bytes;
static unsigned char* stacks;
static Fiber fibers[MOST_THREADS];
static void* scheduler;
static int current;
static int threads;
static bool reverse;
static bool faulty;
static char message[1024];
static long bank_conflicts;
static void (*call)(void* kernel, void** arguments);
static void* kernel_called;
static void** arguments_given;

inline unsigned char* dynamic_shared() { return dynamic_memory + GUARD; }

inline void yield() { emulator_switch(&fibers[current].stack, scheduler); }

inline void note_fault(const char* format, ...) __attribute__((format(printf, 1, 2)));

inline void note_fault(const char* format, ...) {
  if (!faulty) {
    faulty = true;
    va_list values;
    va_start(values, format);
    std::vsnprintf(message, sizeof message, format, values);
    va_end(values);
  }
}

// Ends the launch from inside a kernel.
#define EMULATOR_FAULT(format, ...)                                                                                \
  do {                                                                                                             \
    emulator::note_fault("block (%u,%u,%u) thread %d: " format, blockIdx.x, blockIdx.y, blockIdx.z,                \
                         emulator::current, ##__VA_ARGS__);                                                        \
    emulator::yield();                                                                                             \
  } while (true)

inline void fiber_main() {
  call(kernel_called, arguments_given);
  fibers[current].state = FINISHED;
  yield();
}

inline void report_stall() {
  int at_barrier = 0, finished = 0, in_collective = 0, first = -1;
  for (int i = 0; i < threads; i++) {
    at_barrier += fibers[i].state == AT_BARRIER;
    finished += fibers[i].state == FINISHED;
    if (fibers[i].state == IN_COLLECTIVE) {
      in_collective++;
      first = first < 0 ? i : first;
    }
  }
  note_fault(
      "block (%u,%u,%u): a barrier that not all threads reach: of %d threads, %d wait in __syncthreads, %d have "
      "finished, %d wait in a warp's collective (the first is thread %d in %s with mask %08x)",
      blockIdx.x, blockIdx.y, blockIdx.z, threads, at_barrier, finished, in_collective, first,
      first < 0 ? "none" : fibers[first].collective, first < 0 ? 0 : fibers[first].mask);
}

inline void run_block() {
  std::memset(dynamic_memory, POISON, GUARD + dynamic_bytes + GUARD);
#if defined(__ELF__)
  if (__start_shared_memory) {
    std::memset(__start_shared_memory, POISON, __stop_shared_memory - __start_shared_memory);
  }
#endif
  for (int i = 0; i < threads; i++) {
    Fiber& fiber = fibers[i];
    *(uint64_t*)(stacks + i * STACK) = CANARY;
    fiber.stack = prepare(stacks + (i + 1) * STACK, fiber_main);
    fiber.state = READY;
    fiber.index = {i % blockDim.x, i / blockDim.x % blockDim.y, i / blockDim.x / blockDim.y};
    fiber.copies.clear();
    fiber.groups.clear();
  }
  int warps = (threads + warpSize - 1) / warpSize;
  while (true) {
    for (int w = 0; w < warps; w++) {
      int first = (reverse ? warps - 1 - w : w) * warpSize;
      int lanes = threads - first < warpSize ? threads - first : warpSize;
      bool ran = true;
      while (ran) {
        ran = false;
        for (int l = 0; l < lanes; l++) {
          int i = first + (reverse ? lanes - 1 - l : l);
          if (fibers[i].state == READY) {
            ran = true;
            current = i;
            threadIdx = fibers[i].index;
            emulator_switch(&scheduler, fibers[i].stack);
            if (faulty) {
              return;
            }
          }
        }
      }
    }
    int at_barrier = 0, finished = 0;
    for (int i = 0; i < threads; i++) {
      at_barrier += fibers[i].state == AT_BARRIER;
      finished += fibers[i].state == FINISHED;
    }
    if (finished == threads) {
      break;
    }
    if (at_barrier < threads) {
      report_stall();
      return;
    }
    for (int i = 0; i < threads; i++) {
      fibers[i].state = READY;
    }
  }
  for (int i = 0; i < threads; i++) {
    if (*(uint64_t*)(stacks + i * STACK) != CANARY) {
      note_fault("thread %d: the emulator's stack is too small for this kernel", i);
    }
  }
  for (size_t i = 0; i < GUARD; i++) {
    if (dynamic_memory[i] != POISON) {
      note_fault("block (%u,%u,%u): dynamic shared memory was written %zu bytes before its start", blockIdx.x,
                 blockIdx.y, blockIdx.z, GUARD - i);
    }
    if (dynamic_memory[GUARD + dynamic_bytes + i] != POISON) {
      note_fault("block (%u,%u,%u): dynamic shared memory was written at byte %zu of %d", blockIdx.x, blockIdx.y,
                 blockIdx.z, dynamic_bytes + i, dynamic_bytes);
    }
  }
}

// Nonzero and a message where the launch is at fault.
inline int launch(void (*how)(void*, void**), void* kernel, int gx, int gy, int gz, int block, int shared_bytes,
                  void** arguments) {
  faulty = false;
  message[0] = 0;
  if (block < 1 || block > MOST_THREADS || shared_bytes < 0 || shared_bytes > (int)MOST_SHARED || gx < 1 || gy < 1 ||
      gy > 65535 || gz < 1 || gz > 65535) {
    note_fault("no such launch: grid (%d,%d,%d), %d threads, %d bytes of shared memory", gx, gy, gz, block,
               shared_bytes);
    return 1;
  }
  if (!stacks) {
    void* memory = mmap(nullptr, MOST_THREADS * STACK, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANON | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
      note_fault("no memory for the emulator's stacks");
      return 1;
    }
    stacks = (unsigned char*)memory;
  }
  call = how;
  kernel_called = kernel;
  arguments_given = arguments;
  threads = block;
  dynamic_bytes = shared_bytes;
  gridDim = {(unsigned)gx, (unsigned)gy, (unsigned)gz};
  blockDim = {(unsigned)block, 1, 1};
  for (unsigned z = 0; z < gridDim.z; z++) {
    for (unsigned y = 0; y < gridDim.y; y++) {
      for (unsigned x = 0; x < gridDim.x; x++) {
        blockIdx = {x, y, z};
        run_block();
        if (faulty) {
          return 1;
        }
      }
    }
  }
  return 0;
}

// ---- Collectives ----

// The lanes of the mask wait for each other; the last to arrive calls complete(their data by lane, mask). The data of a
// lane is on its stack, so that complete reads and writes what each of them holds.
template <typename Data>
inline void collective(const char* name, unsigned mask, Data& data, void (*complete)(Data** lanes, unsigned mask)) {
  int first = current / warpSize * warpSize;
  int lane = current % warpSize;
  if (!(mask >> lane & 1)) {
    EMULATOR_FAULT("%s with mask %08x, without the lane itself", name, mask);
  }
  Fiber& self = fibers[current];
  self.collective = name;
  self.mask = mask;
  self.data = &data;
  Data* lanes[warpSize] = {};
  bool all = true;
  for (int l = 0; l < warpSize; l++) {
    if (mask >> l & 1) {
      if (first + l >= threads) {
        EMULATOR_FAULT("%s with mask %08x, but the block has %d threads", name, mask, threads);
      }
      Fiber& other = fibers[first + l];
      if (l == lane) {
        lanes[l] = &data;
      } else if (other.state != IN_COLLECTIVE) {
        all = false;
      } else if (other.mask != mask || std::strcmp(other.collective, name) != 0) {
        EMULATOR_FAULT("%s with mask %08x, while lane %d is in %s with mask %08x", name, mask, l, other.collective,
                       other.mask);
      } else {
        lanes[l] = (Data*)other.data;
      }
    }
  }
  if (all) {
    complete(lanes, mask);
    for (int l = 0; l < warpSize; l++) {
      if (lanes[l] && l != lane) {
        fibers[first + l].state = READY;
      }
    }
  } else {
    self.state = IN_COLLECTIVE;
    yield();
  }
}

template <typename T>
struct Shuffle {
  T value;
  T result;
  int from;
  bool absent;
};

template <typename T>
inline T shuffle(const char* name, unsigned mask, T value, int from) {
  Shuffle<T> data{value, value, from, false};
  collective<Shuffle<T>>(name, mask, data, [](Shuffle<T>** lanes, unsigned) {
    for (int l = 0; l < warpSize; l++) {
      if (lanes[l]) {
        Shuffle<T>* source = lanes[lanes[l]->from];
        lanes[l]->absent = !source;
        lanes[l]->result = source ? source->value : lanes[l]->value;
      }
    }
  });
  if (data.absent) {
    EMULATOR_FAULT("%s reads lane %d, which is not in mask %08x", name, from, mask);
  }
  return data.result;
}

inline int lane_of_warp() { return current % warpSize; }

struct Vote {
  bool yes;
  unsigned result;
};

}  // namespace emulator

inline void __syncthreads() {
  emulator::fibers[emulator::current].state = emulator::AT_BARRIER;
  emulator::yield();
}

inline void __syncwarp(unsigned mask = 0xffffffffu) {
  emulator::Vote vote{};
  emulator::collective<emulator::Vote>("__syncwarp", mask, vote, [](emulator::Vote**, unsigned) {});
}

template <typename T>
inline T __shfl_sync(unsigned mask, T value, int source, int width = warpSize) {
  int lane = emulator::lane_of_warp();
  return emulator::shuffle("__shfl_sync", mask, value, lane / width * width + (source & (width - 1)));
}

template <typename T>
inline T __shfl_xor_sync(unsigned mask, T value, int apart, int width = warpSize) {
  int lane = emulator::lane_of_warp();
  int from = lane ^ apart;
  return emulator::shuffle("__shfl_xor_sync", mask, value, from < lane / width * width + width ? from : lane);
}

template <typename T>
inline T __shfl_down_sync(unsigned mask, T value, unsigned apart, int width = warpSize) {
  int lane = emulator::lane_of_warp();
  int from = lane + (int)apart;
  return emulator::shuffle("__shfl_down_sync", mask, value, from < lane / width * width + width ? from : lane);
}

template <typename T>
inline T __shfl_up_sync(unsigned mask, T value, unsigned apart, int width = warpSize) {
  int lane = emulator::lane_of_warp();
  int from = lane - (int)apart;
  return emulator::shuffle("__shfl_up_sync", mask, value, from >= lane / width * width ? from : lane);
}

inline unsigned __ballot_sync(unsigned mask, int yes) {
  emulator::Vote vote{yes != 0, 0};
  emulator::collective<emulator::Vote>("__ballot_sync", mask, vote, [](emulator::Vote** lanes, unsigned) {
    unsigned result = 0;
    for (int l = 0; l < warpSize; l++) {
      result |= lanes[l] && lanes[l]->yes ? 1u << l : 0u;
    }
    for (int l = 0; l < warpSize; l++) {
      if (lanes[l]) {
        lanes[l]->result = result;
      }
    }
  });
  return vote.result;
}

inline int __any_sync(unsigned mask, int yes) { return __ballot_sync(mask, yes) != 0; }
inline int __all_sync(unsigned mask, int yes) { return __ballot_sync(mask, yes) == mask; }

inline void __threadfence() {}
inline void __threadfence_block() {}

// ---- Arithmetic ----

template <typename To, typename From>
inline To emulator_bits(From from) {
  static_assert(sizeof(To) == sizeof(From), "");
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

inline float __uint_as_float(unsigned x) { return emulator_bits<float>(x); }
inline unsigned __float_as_uint(float x) { return emulator_bits<unsigned>(x); }
inline float __int_as_float(int x) { return emulator_bits<float>(x); }
inline int __float_as_int(float x) { return emulator_bits<int>(x); }
inline float emulator_rsqrtf(float x) { return 1 / std::sqrt(x); }
inline float emulator_saturate(float x) { return x > 0 ? x < 1 ? x : 1.f : 0.f; }
inline void emulator_sincosf(float x, float* sine, float* cosine) { *sine = std::sin(x), *cosine = std::cos(x); }

#define rsqrtf emulator_rsqrtf
#define sincosf emulator_sincosf
#define __sincosf emulator_sincosf
#define __saturatef emulator_saturate
#define __expf expf
#define __exp2f exp2f
#define __logf logf
#define __log2f log2f
#define __log10f log10f
#define __sinf sinf
#define __cosf cosf
#define __powf powf
#define __fdividef(a, b) ((float)(a) / (float)(b))
#define __fdiv_rn(a, b) ((float)(a) / (float)(b))
#define __fadd_rn(a, b) ((float)(a) + (float)(b))
#define __fsub_rn(a, b) ((float)(a) - (float)(b))
#define __fmul_rn(a, b) ((float)(a) * (float)(b))
#define __fmaf_rn(a, b, c) fmaf(a, b, c)
#define __frcp_rn(a) (1.f / (float)(a))
#define __fsqrt_rn(a) sqrtf(a)
#define __frsqrt_rn(a) emulator_rsqrtf(a)

inline int __popc(unsigned x) { return __builtin_popcount(x); }
inline int __clz(int x) { return x ? __builtin_clz((unsigned)x) : 32; }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned)((uint64_t)a * b >> 32); }
inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
  return (unsigned long long)((unsigned __int128)a * b >> 64);
}

template <typename A, typename B>
inline std::common_type_t<A, B> min(A a, B b) { return b < a ? b : a; }
template <typename A, typename B>
inline std::common_type_t<A, B> max(A a, B b) { return a < b ? b : a; }

template <typename T>
inline T __ldg(const T* from) { return *from; }
template <typename T>
inline T __ldcs(const T* from) { return *from; }
template <typename T>
inline T __ldcg(const T* from) { return *from; }
template <typename T>
inline void __stcs(T* to, T value) { *to = value; }
template <typename T>
inline void __stcg(T* to, T value) { *to = value; }

template <typename T>
inline T atomicAdd(T* to, std::common_type_t<T> value) { T old = *to; *to = old + value; return old; }
template <typename T>
inline T atomicMax(T* to, std::common_type_t<T> value) { T old = *to; *to = old < value ? value : old; return old; }
template <typename T>
inline T atomicMin(T* to, std::common_type_t<T> value) { T old = *to; *to = value < old ? value : old; return old; }
template <typename T>
inline T atomicOr(T* to, std::common_type_t<T> value) { T old = *to; *to = old | value; return old; }
template <typename T>
inline T atomicExch(T* to, std::common_type_t<T> value) { T old = *to; *to = value; return old; }
template <typename T>
inline T atomicCAS(T* to, std::common_type_t<T> expected, std::common_type_t<T> value) {
  T old = *to;
  if (old == expected) {
    *to = value;
  }
  return old;
}

inline void __trap() { EMULATOR_FAULT("__trap"); }

// ---- Tensor cores and asynchronous copies: what the prelude writes in PTX ----

#define DYNAMIC_SHARED(name) unsigned char* name = emulator::dynamic_shared()

inline unsigned shared_address(const void* pointer) {
  return (unsigned)((const unsigned char*)pointer - emulator::dynamic_shared());
}

namespace emulator {

inline unsigned char* shared_at(const char* name, unsigned address, int bytes) {
  if (address % bytes != 0) {
    EMULATOR_FAULT("%s: shared memory at byte %d is not aligned", name, (int)address);
  }
  unsigned char* pointer = dynamic_shared() + (int)address;
  bool dynamic = (int)address >= 0 && (int)address + bytes <= dynamic_bytes;
#if defined(__ELF__)
  dynamic |= pointer >= __start_shared_memory && pointer + bytes <= __stop_shared_memory;
#endif
  if (!dynamic) {
    EMULATOR_FAULT("%s: byte %d of %d bytes of dynamic shared memory", name, (int)address, dynamic_bytes);
  }
  return pointer;
}

inline void finish_copies(size_t groups_left) {
  Fiber& self = fibers[current];
  if (self.groups.size() > groups_left) {
    int done = self.groups[self.groups.size() - groups_left - 1];
    for (int i = 0; i < done; i++) {
      Copy& copy = self.copies[i];
      std::memset(copy.to, 0, copy.bytes);
      std::memcpy(copy.to, copy.from, copy.present);
    }
    self.copies.erase(self.copies.begin(), self.copies.begin() + done);
    self.groups.erase(self.groups.begin(), self.groups.end() - groups_left);
    for (int& end : self.groups) {
      end -= done;
    }
  }
}

struct MatrixLoad {
  const unsigned char* row;
  unsigned* registers;
};

struct MatrixProduct {
  float* sums;
  const unsigned* left;
  const unsigned* right;
};

inline float low(unsigned pair) { return emulator_bits<float>(pair << 16); }
inline float high(unsigned pair) { return emulator_bits<float>(pair & 0xffff0000u); }

template <bool TRANSPOSED>
inline void load_matrices(const char* name, unsigned* registers, unsigned address) {
  MatrixLoad load{shared_at(name, address, 16), registers};
  collective<MatrixLoad>(name, 0xffffffffu, load, [](MatrixLoad** lanes, unsigned) {
    for (int matrix = 0; matrix < 4; matrix++) {
      int banks[8] = {};
      for (int row = 0; row < 8; row++) {
        bank_conflicts += banks[(uintptr_t)lanes[matrix * 8 + row]->row / 16 % 8]++ > 0;
      }
      for (int l = 0; l < warpSize; l++) {
        unsigned short two[2];
        for (int i = 0; i < 2; i++) {
          int row = TRANSPOSED ? l % 4 * 2 + i : l / 4;
          int column = TRANSPOSED ? l / 4 : l % 4 * 2 + i;
          std::memcpy(&two[i], lanes[matrix * 8 + row]->row + column * 2, 2);
        }
        lanes[l]->registers[matrix] = two[0] | (unsigned)two[1] << 16;
      }
    }
  });
}

}  // namespace emulator

inline void copy_async16(unsigned to, const void* from, bool present = true) {
  if ((uintptr_t)from % 16 != 0) {
    EMULATOR_FAULT("copy_async16: the source is not aligned");
  }
  emulator::fibers[emulator::current].copies.push_back(
      {emulator::shared_at("copy_async16", to, 16), (const unsigned char*)from, 16, present ? 16 : 0});
}

inline void copy_async4(unsigned to, const void* from, bool present = true) {
  if ((uintptr_t)from % 4 != 0) {
    EMULATOR_FAULT("copy_async4: the source is not aligned");
  }
  emulator::fibers[emulator::current].copies.push_back(
      {emulator::shared_at("copy_async4", to, 4), (const unsigned char*)from, 4, present ? 4 : 0});
}

inline void copy_group() {
  emulator::Fiber& self = emulator::fibers[emulator::current];
  self.groups.push_back((int)self.copies.size());
}

template <int GROUPS_LEFT>
inline void copy_wait() { emulator::finish_copies(GROUPS_LEFT); }

inline void load_matrices(unsigned (&registers)[4], unsigned address) {
  emulator::load_matrices<false>("load_matrices", registers, address);
}

inline void load_matrices_transposed(unsigned (&registers)[4], unsigned address) {
  emulator::load_matrices<true>("load_matrices_transposed", registers, address);
}

inline void add_product(float (&sums)[4], const unsigned (&left)[4], unsigned right0, unsigned right1) {
  unsigned right[2] = {right0, right1};
  emulator::MatrixProduct product{sums, left, right};
  emulator::collective<emulator::MatrixProduct>(
      "add_product", 0xffffffffu, product, [](emulator::MatrixProduct** lanes, unsigned) {
        float left[16][16], right[8][16];
        for (int l = 0; l < warpSize; l++) {
          for (int i = 0; i < 4; i++) {
            float* to = &left[l / 4 + i % 2 * 8][l % 4 * 2 + i / 2 * 8];
            to[0] = emulator::low(lanes[l]->left[i]);
            to[1] = emulator::high(lanes[l]->left[i]);
          }
          for (int i = 0; i < 2; i++) {
            float* to = &right[l / 4][l % 4 * 2 + i * 8];
            to[0] = emulator::low(lanes[l]->right[i]);
            to[1] = emulator::high(lanes[l]->right[i]);
          }
        }
        for (int l = 0; l < warpSize; l++) {
          for (int i = 0; i < 4; i++) {
            const float* row = left[l / 4 + i / 2 * 8];
            const float* column = right[l % 4 * 2 + i % 2];
            float sum = 0;
            for (int k = 0; k < 16; k++) {
              sum += row[k] * column[k];
            }
            lanes[l]->sums[i] += sum;
          }
        }
      });
}

inline float fast_exp2(float x) { return std::exp2(x); }

inline unsigned pack_bfloat16(float low, float high) {
  auto rounded = [](float x) {
    unsigned bits = __float_as_uint(x);
    return std::isnan(x) ? 0x7fffu : (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
  };
  return rounded(low) | rounded(high) << 16;
}

// ---- Kernels by name ----

namespace emulator {

struct Kernel {
  const char* name;
  void* address;
  void (*call)(void*, void**);
  const char* signature;
};

template <typename T>
constexpr char letter() {
  if constexpr (std::is_pointer_v<T>) {
    return std::is_const_v<std::remove_pointer_t<T>> ? 'p' : 'P';
  } else if constexpr (std::is_same_v<T, float>) {
    return 'f';
  } else if constexpr (std::is_integral_v<T> && sizeof(T) == 4) {
    return 'i';
  } else if constexpr (std::is_integral_v<T> && sizeof(T) == 8) {
    return 'l';
  } else {
    return '?';
  }
}

template <typename... Parameters>
struct Signature {
  static constexpr char text[] = {letter<std::remove_cv_t<Parameters>>()..., 0};

  static void call(void* kernel, void** arguments) {
    call(kernel, arguments, std::make_integer_sequence<int, sizeof...(Parameters)>());
  }

  template <int... I>
  static void call(void* kernel, void** arguments, std::integer_sequence<int, I...>) {
    (void)arguments;
    ((void (*)(Parameters...))kernel)(*(std::remove_cv_t<Parameters>*)arguments[I]...);
  }
};

template <typename... Parameters>
inline Kernel kernel(const char* name, void (*address)(Parameters...)) {
  return {name, (void*)address, Signature<Parameters...>::call, Signature<Parameters...>::text};
}

struct Absent {};

inline Kernel kernel(const char* name, Absent) { return {name, nullptr, nullptr, nullptr}; }

}  // namespace emulator
