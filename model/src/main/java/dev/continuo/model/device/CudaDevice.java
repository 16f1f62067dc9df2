package dev.continuo.model.device;

/**
 * A GPU that the CUDA driver reports.
 *
 * @param index its number
 * @param name its name
 * @param computeCapability major and minor, as in 9.0
 * @param freeBytes memory that is free now
 * @param totalBytes memory in all
 */
public record CudaDevice(
    int index, String name, ComputeCapability computeCapability, long freeBytes, long totalBytes) {

  /** What a GPU can do. */
  public record ComputeCapability(int major, int minor) {

    private static final int FIRST_MAJOR_WITH_BFLOAT16 = 8;

    /** Whether matrix products run in bfloat16. */
    public boolean hasBfloat16() {
      return major >= FIRST_MAJOR_WITH_BFLOAT16;
    }

    @Override
    public String toString() {
      return major + "." + minor;
    }
  }
}
