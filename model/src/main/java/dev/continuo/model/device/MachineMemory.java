package dev.continuo.model.device;

import java.lang.management.ManagementFactory;

/**
 * The memory that there is.
 *
 * @param heapBytes what Java's heap may grow to
 * @param totalBytes what the machine, or the container, has in all
 */
public record MachineMemory(long heapBytes, long totalBytes) {

  /** Of this process. */
  public static MachineMemory current() {
    long total =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Long.MAX_VALUE;
    return new MachineMemory(Runtime.getRuntime().maxMemory(), total);
  }
}
