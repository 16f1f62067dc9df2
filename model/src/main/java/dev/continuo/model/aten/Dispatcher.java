package dev.continuo.model.aten;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.LibUtils;
import dev.continuo.model.config.ModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The way to libtorch's dispatcher: calls an ATen operation by name, recorded by autograd like
 * DJL's own operations. A stack slot is 64 bits wide: a tensor handle, an integer, a boolean, a
 * double's bits, or 0 for an absent optional argument.
 */
final class Dispatcher {

  private static final int STACK_SLOTS = 16;
  private static final Linker LINKER = Linker.nativeLinker();
  static final SymbolLookup LIBRARY = library();
  private static final MethodHandle CALL =
      bind(
          "aoti_torch_call_dispatcher",
          ValueLayout.ADDRESS,
          ValueLayout.ADDRESS,
          ValueLayout.ADDRESS);
  private static final MethodHandle NEW_HANDLE =
      bind("aoti_torch_new_tensor_handle", ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
  private static final MethodHandle DATA_POINTER =
      bind("aoti_torch_get_data_ptr", ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
  private static final ThreadLocal<MemorySegment> STACK =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, STACK_SLOTS));

  private Dispatcher() {}

  /** An operation with one tensor as its result. */
  record Operation(String name, MemorySegment nativeName, MemorySegment nativeOverload) {

    static Operation of(String name, String overload) {
      Arena arena = Arena.global();
      return new Operation(name, arena.allocateFrom(name), arena.allocateFrom(overload));
    }

    /**
     * Calls the operation.
     *
     * @param owner the array whose manager owns the result
     * @param arguments NDArray, Long, Boolean, Double or null for an absent optional argument
     */
    NDArray call(NDArray owner, @Nullable Object... arguments) {
      MemorySegment stack = STACK.get();
      for (int slot = 0; slot < arguments.length; slot++) {
        stack.setAtIndex(ValueLayout.JAVA_LONG, slot, slotValue(name, arguments[slot]));
      }
      check(name, () -> (int) CALL.invokeExact(nativeName, nativeOverload, stack));
      return new PtNDArray(
          (PtNDManager) owner.getManager(), stack.getAtIndex(ValueLayout.JAVA_LONG, 0));
    }
  }

  /** The address of a tensor's first element, in the memory of its device. */
  static long dataPointer(NDArray array) {
    MemorySegment result = STACK.get();
    long handle = ((PtNDArray) array).getHandle();
    check("data_ptr", () -> (int) DATA_POINTER.invokeExact(handle, result));
    return result.getAtIndex(ValueLayout.JAVA_LONG, 0);
  }

  private static long slotValue(String operation, @Nullable Object argument) {
    return switch (argument) {
      case null -> 0L;
      case PtNDArray array -> newHandle(array);
      case Long number -> number;
      case Boolean flag -> flag ? 1L : 0L;
      case Double number -> Double.doubleToRawLongBits(number);
      default ->
          throw new IllegalArgumentException(
              operation + ": no stack slot for " + argument.getClass());
    };
  }

  /** A second handle on the tensor, which the called operation takes over. */
  private static long newHandle(PtNDArray array) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
      long handle = array.getHandle();
      check("new_tensor_handle", () -> (int) NEW_HANDLE.invokeExact(handle, result));
      return result.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  private interface NativeCall {
    int call() throws Throwable;
  }

  @SuppressWarnings("IllegalCatch")
  private static void check(String operation, NativeCall call) {
    int status;
    try {
      status = call.call();
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(operation + ": the native call could not be made", e);
    }
    if (status != 0) {
      throw new RefusedException(operation);
    }
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup library() {
    Engine.getInstance(); // loads what the library itself needs
    Path file =
        Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("torch_cpu")).toAbsolutePath();
    return SymbolLookup.libraryLookup(file, Arena.global());
  }

  @SuppressWarnings("restricted")
  private static MethodHandle bind(String symbol, ValueLayout... parameters) {
    MemorySegment address =
        LIBRARY
            .find(symbol)
            .orElseThrow(
                () ->
                    new ModelException(
                        "libtorch "
                            + LibUtils.getVersion()
                            + " has no symbol "
                            + symbol
                            + "; use the libtorch version that Continuo's pom.xml names"));
    return LINKER.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
  }
}
