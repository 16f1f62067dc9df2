package dev.continuo.model.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process. */
public final class ProcessMemory {

  private static final Path LINUX = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";
  private static final long KIBIBYTE = 1024;

  private ProcessMemory() {}

  /** The most that was resident at once, or 0 where the system does not say. */
  public static long peakBytes() {
    try {
      return Files.isReadable(LINUX)
          ? Files.readAllLines(LINUX).stream()
              .filter(line -> line.startsWith(PEAK))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
              .findFirst()
              .orElse(0)
          : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
