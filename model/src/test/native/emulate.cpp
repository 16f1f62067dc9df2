// The CUDA kernels for the CPU, as a library:
//
//   g++ -O2 -shared -fPIC -std=c++20 [-DCONTINUO_FLOAT32] -I<folder of the kernels> -I<generated> emulate.cpp -o ...
//
// Two files are generated from the sources: sources.inc has the line #include "x.cu" for each x.cu, and kernels.inc the
// line KERNEL(name) for each match of
//
//   extern\s+"C"\s+__global__\s+void\s+(?:__launch_bounds__\([^)]*\)\s+)?(\w+)\s*\(
#include "emulator.h"

#include <mutex>

#define EXPORTED extern "C" __attribute__((visibility("default")))

// A kernel that is not there for this type of activations is found here instead.
namespace absent {

#define KERNEL(name) [[maybe_unused]] constexpr emulator::Absent name{};
#include "kernels.inc"
#undef KERNEL

namespace {

#include "prelude.cuh"

#include "sources.inc"

const emulator::Kernel KERNELS[] = {
#define KERNEL(name) emulator::kernel(#name, name),
#include "kernels.inc"
#undef KERNEL
    {nullptr, nullptr, nullptr, nullptr}};

}  // namespace
}  // namespace absent

namespace {

const emulator::Kernel* kernel_named(const char* name) {
  for (const emulator::Kernel* kernel = absent::KERNELS; kernel->name; kernel++) {
    if (kernel->call && std::strcmp(kernel->name, name) == 0) {
      return kernel;
    }
  }
  return nullptr;
}

std::mutex one_launch;

}  // namespace

// Runs a kernel to its end; its arguments are given by their addresses, as to cuLaunchKernel. 0 if it went well.
EXPORTED int emulate(const char* kernel, int gx, int gy, int gz, int threads, int sharedBytes, void** arguments) {
  std::lock_guard<std::mutex> lock(one_launch);
  const emulator::Kernel* found = kernel_named(kernel);
  if (!found) {
    emulator::faulty = false;
    emulator::note_fault("no kernel %s", kernel);
    return 1;
  }
  return emulator::launch(found->call, found->address, gx, gy, gz, threads, sharedBytes, arguments);
}

// What went wrong in the last launch, or "".
EXPORTED const char* emulator_error() { return emulator::message; }

// A letter for each parameter: p a pointer to what is only read, P another pointer, i a 32-bit integer, l a 64-bit one,
// f a float32; null if there is no such kernel.
EXPORTED const char* emulator_signature(const char* kernel) {
  const emulator::Kernel* found = kernel_named(kernel);
  return found ? found->signature : nullptr;
}

// Whether warps, and the lanes of each, take their turns from the last to the first: a kernel whose results depend on
// it lacks a barrier.
EXPORTED void emulator_reverse(int reverse) { emulator::reverse = reverse != 0; }

// How many rows the loads of matrices have read so far from a bank that another row of the same matrix had taken.
EXPORTED long emulator_bank_conflicts() { return emulator::bank_conflicts; }
