package dev.continuo.model.backend;

import dev.continuo.model.backend.cuda.CudaBackend;
import dev.continuo.model.backend.cuda.CudaLibraries;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.device.CudaDevice;
import dev.continuo.model.device.CudaDevices;
import java.util.List;
import java.util.Optional;

/**
 * The first GPU of this machine. Where there is no driver, nothing of CUDA and nothing of JCuda is
 * loaded.
 */
public final class Gpu {

  private Gpu() {}

  /** Why no GPU can be used and what to do, or nothing where one can. */
  public static Optional<String> problem() {
    if (!CudaDevices.hasDriver()) {
      return Optional.of(
          "no GPU can be used: NVIDIA's driver (libcuda.so.1, or nvcuda.dll) is not where the"
              + " linker looks; install it, or set LD_LIBRARY_PATH to its folder, which in a"
              + " container is often /usr/local/nvidia/lib64; or use the CPU");
    }
    if (CudaDevices.list().isEmpty()) {
      return Optional.of(
          "no GPU can be used: NVIDIA's driver reports none; nvidia-smi says more; or use the CPU");
    }
    return Libraries.problem();
  }

  /** Apart, so that it is loaded only where there is a GPU. */
  private static final class Libraries {
    static Optional<String> problem() {
      CudaLibraries.Report report = CudaLibraries.ofThisMachine().report();
      if (report.complete()) {
        return Optional.empty();
      }
      String absent =
          report.cublasLt().isPresent()
              ? "NVRTC"
              : report.nvrtc().isPresent() ? "cuBLASLt" : "cuBLASLt and NVRTC";
      return Optional.of("the GPU cannot be used without " + absent + ": " + report.advice());
    }
  }

  /**
   * Opens it.
   *
   * @param exact whether activations are float32 even where the GPU multiplies in bfloat16
   * @throws ModelException where there is none, or a library is missing
   */
  public static Backend open(boolean exact) {
    problem()
        .ifPresent(
            problem -> {
              throw new ModelException(problem);
            });
    List<CudaDevice> devices = CudaDevices.list();
    boolean rounded = !exact && devices.getFirst().computeCapability().hasBfloat16();
    return CudaBackend.open(0, rounded ? ElementType.BFLOAT16 : ElementType.FLOAT32);
  }
}
