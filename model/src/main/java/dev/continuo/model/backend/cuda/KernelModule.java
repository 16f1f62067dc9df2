package dev.continuo.model.backend.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.continuo.model.backend.cuda.Operation.Argument;
import dev.continuo.model.backend.cuda.Operation.Launch;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/**
 * Kernels that the driver has loaded. They are launched by the driver's own function and not by
 * JCuda's, which turns the arguments into memory anew at each call: here that is done once for each
 * launch that a program holds.
 */
final class KernelModule implements AutoCloseable {

  private static final int MOST_PREPARED = 1 << 14;

  private static final String PARAMETER = "cuFuncGetParamInfo";

  private final CUmodule module = new CUmodule();
  private final NativeLibrary driver;
  private final MethodHandle launch;
  private final Map<String, Kernel> kernels = new HashMap<>();
  private final IdentityHashMap<Launch, Prepared> prepared = new IdentityHashMap<>();

  /** A function of the module, and the dynamic shared memory that it may use. */
  private static final class Kernel extends CUfunction {
    private int sharedBytes;

    long handle() {
      return getNativePointer();
    }
  }

  /**
   * A launch as the driver takes it.
   *
   * @param arguments the addresses of the arguments, and the arguments
   */
  private record Prepared(long kernel, MemorySegment arguments) {}

  /**
   * Loads a module into the current context.
   *
   * @param name of it, for errors
   * @param code what the compiler made
   */
  KernelModule(String name, byte[] code, NativeLibrary driver) {
    this.driver = driver;
    this.launch =
        driver.function(
            "cuLaunchKernel",
            FunctionDescriptor.of(
                JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
                JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS));
    // The driver reads a text to its zero.
    byte[] ended = Arrays.copyOf(code, code.length + 1);
    Cuda.check(name, () -> JCudaDriver.cuModuleLoadData(module, ended));
  }

  /** Makes ready what must not happen while operations are recorded. */
  void prepare(Launch launch) {
    prepared(launch);
  }

  private Prepared prepared(Launch launch) {
    if (prepared.size() >= MOST_PREPARED) {
      prepared.clear();
    }
    return prepared.computeIfAbsent(launch, this::make);
  }

  private Prepared make(Launch launch) {
    Kernel kernel = kernels.computeIfAbsent(launch.kernel(), this::find);
    checkParameters(launch, kernel);
    if (launch.sharedBytes() > kernel.sharedBytes) {
      Cuda.check(
          launch.sharedBytes() + " bytes of shared memory for " + launch.kernel(),
          () ->
              JCudaDriver.cuFuncSetAttribute(
                  kernel,
                  CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                  launch.sharedBytes()));
      kernel.sharedBytes = launch.sharedBytes();
    }
    return new Prepared(kernel.handle(), arguments(launch.arguments()));
  }

  private Kernel find(String name) {
    Kernel kernel = new Kernel();
    Cuda.check("the kernel " + name, () -> JCudaDriver.cuModuleGetFunction(kernel, module, name));
    // Asking for an attribute loads a function that the driver would else load at its first launch.
    Cuda.check(
        "the kernel " + name,
        () ->
            JCudaDriver.cuFuncGetAttribute(
                new int[1], CUfunction_attribute.CU_FUNC_ATTRIBUTE_NUM_REGS, kernel));
    return kernel;
  }

  /** A driver of CUDA 12.4 or newer knows how many parameters a kernel has and their sizes. */
  private void checkParameters(Launch launch, Kernel kernel) {
    if (!driver.has(PARAMETER)) {
      return;
    }
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment offset = scratch.allocate(JAVA_LONG);
      MemorySegment size = scratch.allocate(JAVA_LONG);
      List<Argument> arguments = launch.arguments();
      for (int i = 0; i <= arguments.size(); i++) {
        int answer = driver.call(PARAMETER, kernel.handle(), (long) i, offset, size);
        boolean there = answer == CUresult.CUDA_SUCCESS;
        if (there != i < arguments.size()
            || (there && size.get(JAVA_LONG, 0) != bytes(arguments.get(i)))) {
          throw new IllegalArgumentException(
              launch.kernel()
                  + ": argument "
                  + i
                  + " of "
                  + arguments.size()
                  + (there
                      ? ", but the kernel takes one of " + size.get(JAVA_LONG, 0) + " bytes there"
                      : ", but the kernel takes fewer")
                  + ": "
                  + launch.arguments());
        }
      }
    }
  }

  private static long bytes(Argument argument) {
    return switch (argument) {
      case Argument.Input input -> Long.BYTES;
      case Argument.Output output -> Long.BYTES;
      case Argument.InOut both -> Long.BYTES;
      case Argument.Int64 number -> Long.BYTES;
      case Argument.Int32 number -> Integer.BYTES;
      case Argument.Float32 number -> Float.BYTES;
    };
  }

  private static MemorySegment arguments(List<Argument> arguments) {
    long count = arguments.size();
    MemorySegment all = Arena.ofAuto().allocate(ADDRESS, 2 * Math.max(count, 1));
    for (int i = 0; i < count; i++) {
      MemorySegment value = all.asSlice((count + i) * Long.BYTES, Long.BYTES);
      all.setAtIndex(ADDRESS, i, value);
      switch (arguments.get(i)) {
        case Argument.Input(var buffer) -> value.set(JAVA_LONG, 0, buffer.address());
        case Argument.Output(var buffer) -> value.set(JAVA_LONG, 0, buffer.address());
        case Argument.InOut(var buffer) -> value.set(JAVA_LONG, 0, buffer.address());
        case Argument.Int64(var number) -> value.set(JAVA_LONG, 0, number);
        case Argument.Int32(var number) -> value.set(JAVA_INT, 0, number);
        case Argument.Float32(var number) -> value.set(JAVA_FLOAT, 0, number);
      }
    }
    return all;
  }

  /** Queues a launch. */
  void launch(Launch operation, long stream) {
    Prepared ready = prepared(operation);
    int answer;
    try {
      answer =
          (int)
              launch.invokeExact(
                  ready.kernel(),
                  operation.columns(),
                  operation.rows(),
                  operation.layers(),
                  operation.threads(),
                  1,
                  1,
                  operation.sharedBytes(),
                  stream,
                  ready.arguments(),
                  MemorySegment.NULL);
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
    if (answer != CUresult.CUDA_SUCCESS) {
      throw Cuda.failure(Cuda.text(operation), answer);
    }
  }

  @Override
  public void close() {
    Cuda.answer(() -> JCudaDriver.cuModuleUnload(module));
  }
}
