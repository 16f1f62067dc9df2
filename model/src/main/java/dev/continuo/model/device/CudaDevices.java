package dev.continuo.model.device;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;

/** The GPUs of this machine. Where there is no CUDA driver, nothing of CUDA is loaded. */
public final class CudaDevices {

  private CudaDevices() {}

  /** The GPUs; none where there is no driver, it reports none, or JCuda has no natives for it. */
  public static List<CudaDevice> list() {
    try {
      return hasDriver() ? CudaDriver.devices() : List.of();
    } catch (LinkageError noNativesForThisPlatform) {
      return List.of();
    }
  }

  /** Whether the linker finds NVIDIA's driver. */
  @SuppressWarnings("restricted")
  public static boolean hasDriver() {
    String library =
        System.getProperty("os.name").startsWith("Windows") ? "nvcuda.dll" : "libcuda.so.1";
    try (Arena arena = Arena.ofConfined()) {
      return SymbolLookup.libraryLookup(library, arena).find("cuInit").isPresent();
    } catch (IllegalArgumentException absent) {
      return false;
    }
  }
}
