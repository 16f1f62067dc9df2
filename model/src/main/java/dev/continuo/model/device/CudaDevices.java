package dev.continuo.model.device;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Optional;

/** The GPUs of this machine. Where there is no CUDA driver, nothing of CUDA is loaded. */
public final class CudaDevices {

  private static final int VERSIONS_OF_A_MAJOR = 1000;
  private static final int VERSIONS_OF_A_MINOR = 10;

  private CudaDevices() {}

  /** The GPUs; none where there is no driver, it reports none, or JCuda has no natives for it. */
  public static List<CudaDevice> list() {
    try {
      return hasDriver() ? CudaDriver.devices() : List.of();
    } catch (LinkageError noNativesForThisPlatform) {
      return List.of();
    }
  }

  /** The newest CUDA that the driver knows, as in 13.0; nothing where there is no driver. */
  public static Optional<String> driverVersion() {
    try {
      if (hasDriver()) {
        int version = CudaDriver.version();
        int minor = version % VERSIONS_OF_A_MAJOR / VERSIONS_OF_A_MINOR;
        return Optional.of(version / VERSIONS_OF_A_MAJOR + "." + minor);
      }
    } catch (LinkageError noNativesForThisPlatform) {
      return Optional.empty();
    }
    return Optional.empty();
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
