package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.cuda.Operation.Clear;
import dev.continuo.model.backend.cuda.Operation.Launch;
import dev.continuo.model.backend.cuda.Operation.Product;
import dev.continuo.model.config.ModelException;
import java.util.Set;
import java.util.function.IntSupplier;
import jcuda.CudaException;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** Calls of the driver, whose answers are all looked at. */
final class Cuda {

  private static final Set<Integer> AGAINST_MEMORY =
      Set.of(
          CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
          CUresult.CUDA_ERROR_MISALIGNED_ADDRESS,
          CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
          CUresult.CUDA_ERROR_INVALID_PC,
          CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
          CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
          CUresult.CUDA_ERROR_ASSERT,
          CUresult.CUDA_ERROR_LAUNCH_FAILED);

  private static final Set<Integer> LOST =
      Set.of(
          CUresult.CUDA_ERROR_DEINITIALIZED,
          CUresult.CUDA_ERROR_DEVICE_UNAVAILABLE,
          CUresult.CUDA_ERROR_NO_DEVICE,
          CUresult.CUDA_ERROR_INVALID_DEVICE,
          CUresult.CUDA_ERROR_ECC_UNCORRECTABLE,
          CUresult.CUDA_ERROR_NVLINK_UNCORRECTABLE,
          CUresult.CUDA_ERROR_OPERATING_SYSTEM,
          CUresult.CUDA_ERROR_SYSTEM_NOT_READY,
          CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH,
          CUresult.CUDA_ERROR_UNKNOWN);

  private Cuda() {}

  /**
   * Calls the driver.
   *
   * @param what is done, for the error
   * @throws ModelException where it does not succeed
   */
  static void check(String what, IntSupplier call) {
    int code = answer(call);
    if (code != CUresult.CUDA_SUCCESS) {
      throw failure(what, code);
    }
  }

  /** Calls the driver: its answer, also where JCuda was set elsewhere to throw it. */
  static int answer(IntSupplier call) {
    try {
      return call.getAsInt();
    } catch (CudaException e) {
      return code(e);
    }
  }

  /** JCuda's exception has an error's name only. */
  private static int code(CudaException e) {
    for (int code = 1; code < CUresult.CUDA_ERROR_UNKNOWN; code++) {
      if (CUresult.stringFor(code).equals(e.getMessage())) {
        return code;
      }
    }
    return CUresult.CUDA_ERROR_UNKNOWN;
  }

  /** An operation in a few words: an error's message has room for no more. */
  static String text(Operation operation) {
    return switch (operation) {
      case Launch launch ->
          launch.kernel()
              + " over "
              + launch.columns()
              + " x "
              + launch.rows()
              + " x "
              + launch.layers()
              + " blocks of "
              + launch.threads()
              + " threads and "
              + launch.sharedBytes()
              + " bytes";
      case Product product ->
          text(product.result())
              + " = "
              + text(product.left())
              + " * "
              + text(product.right())
              + ", "
              + product.batch()
              + " times";
      case Clear(Buffer buffer) -> "zeros over " + buffer.name();
    };
  }

  private static String text(Matrix matrix) {
    return matrix.buffer().name()
        + " ("
        + matrix.buffer().type()
        + ", "
        + matrix.rows()
        + " x "
        + matrix.columns()
        + ", stride "
        + matrix.stride()
        + (matrix.transposed() ? ", transposed)" : ")");
  }

  static ModelException failure(String what, int code) {
    String[] name = {"error " + code};
    String[] text = {"of a kind that the driver does not know"};
    answer(() -> JCudaDriver.cuGetErrorName(code, name));
    answer(() -> JCudaDriver.cuGetErrorString(code, text));
    String advice = "";
    if (LOST.contains(code)) {
      advice = "; the GPU or its driver has failed: nvidia-smi and the system's log say more";
    } else if (AGAINST_MEMORY.contains(code)) {
      advice =
          "; an operation queued before it may be the cause, and the GPU answers nothing more in"
              + " this process: check each operation to name it";
    }
    return new ModelException(what + ": CUDA answers " + name[0] + ", " + text[0] + advice);
  }
}
