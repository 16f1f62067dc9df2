package dev.continuo.model.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The CPU.
 *
 * @param name its model name
 * @param cores that this process may use
 * @param features its instruction set extensions that libtorch uses, as Linux names them; empty
 *     where unknown
 */
public record Processor(String name, int cores, Set<String> features) {

  private static final Path LINUX = Path.of("/proc/cpuinfo");

  public Processor {
    features = Set.copyOf(features);
  }

  /** The CPU of this machine. */
  public static Processor current() {
    List<String> lines = lines();
    Set<String> features =
        Stream.of(value(lines, "flags", value(lines, "Features", "")).split(" "))
            .filter(feature -> !feature.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    Set<String> used = OneDnnLimit.applyTo(features, System.getenv());
    String name = value(lines, "model name", System.getProperty("os.arch"));
    return new Processor(name, Runtime.getRuntime().availableProcessors(), used);
  }

  /**
   * What is wrong with the limit that the environment sets to the features; empty where nothing.
   */
  public static Optional<String> limitProblem() {
    return OneDnnLimit.problem(System.getenv());
  }

  /** Whether matrices are multiplied in bfloat16, which is faster than in float32. */
  public boolean hasBfloat16() {
    return features.contains("avx512_bf16")
        || features.contains("amx_bf16")
        || features.contains("bf16");
  }

  private static List<String> lines() {
    try {
      return Files.isReadable(LINUX) ? Files.readAllLines(LINUX) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String value(List<String> lines, String key, String fallback) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(fallback);
  }
}
