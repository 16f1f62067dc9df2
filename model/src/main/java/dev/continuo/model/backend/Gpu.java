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
    return Found.FOUND.problem;
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
    return CudaBackend.open(
        0, Found.FOUND.rounds && !exact ? ElementType.BFLOAT16 : ElementType.FLOAT32);
  }

  /**
   * What was found when it was first asked for.
   *
   * @param rounds whether it multiplies in bfloat16
   */
  private record Found(Optional<String> problem, boolean rounds) {

    private static final Found FOUND = find();

    private static Found find() {
      if (!CudaDevices.hasDriver()) {
        return without(
            "no GPU can be used: NVIDIA's driver (libcuda.so.1, or nvcuda.dll) is not where the"
                + " linker looks; install it, or set LD_LIBRARY_PATH to its folder, which in a"
                + " container is often /usr/local/nvidia/lib64; or use the CPU");
      }
      try {
        List<CudaDevice> devices = CudaDevices.list();
        return devices.isEmpty()
            ? without(
                "no GPU can be used: NVIDIA's driver reports none, or is older than CUDA 12;"
                    + " nvidia-smi says more; or use the CPU")
            : new Found(Libraries.problem(), devices.getFirst().computeCapability().hasBfloat16());
      } catch (ModelException e) {
        return without(String.valueOf(e.getMessage()));
      }
    }

    private static Found without(String problem) {
      return new Found(Optional.of(problem), false);
    }
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
}
