package dev.continuo.model.device;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The instruction sets that oneDNN, which multiplies libtorch's matrices, leaves unused: those
 * above {@code ONEDNN_MAX_CPU_ISA} (oneDNN's guide, "CPU Dispatcher Control").
 */
final class OneDnnLimit {

  private static final String VARIABLE = "ONEDNN_MAX_CPU_ISA";
  private static final String OLDER_VARIABLE = "DNNL_MAX_CPU_ISA";

  private static final String NONE = "default";
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          NONE,
          "all",
          "avx512_core_amx",
          "avx512_core_amx_fp16",
          "avx10_1_512_amx",
          "avx10_1_512_amx_fp16");

  private OneDnnLimit() {}

  /** What is left of a processor's features, as Linux names them. */
  static Set<String> applyTo(Set<String> features, Map<String, String> environment) {
    Predicate<String> above = above(limit(environment));
    return features.stream().filter(above.negate()).collect(Collectors.toUnmodifiableSet());
  }

  /** What is wrong with a limit that oneDNN ignores, since it does not know it. */
  static Optional<String> problem(Map<String, String> environment) {
    String limit = limit(environment);
    boolean limits = Stream.of("avx512_vnni", "amx_bf16").anyMatch(above(limit));
    return limits || WITHOUT_EFFECT.contains(limit)
        ? Optional.empty()
        : Optional.of(
            (environment.containsKey(VARIABLE) ? VARIABLE : OLDER_VARIABLE)
                + "="
                + limit
                + " is ignored: expected an instruction set that oneDNN knows, as avx2,"
                + " avx512_core or avx512_core_bf16");
  }

  private static String limit(Map<String, String> environment) {
    return environment
        .getOrDefault(VARIABLE, environment.getOrDefault(OLDER_VARIABLE, NONE))
        .toLowerCase(Locale.ROOT);
  }

  private static Predicate<String> above(String limit) {
    Predicate<String> amx = name -> name.startsWith("amx");
    Predicate<String> half = amx.or("avx512_fp16"::equals);
    Predicate<String> bfloat16 = half.or("avx512_bf16"::equals);
    Predicate<String> bytes = bfloat16.or("avx512_vnni"::equals);
    Predicate<String> wide = name -> name.startsWith("avx512") || amx.test(name);
    return switch (limit) {
      case "sse41", "avx" -> wide.or("avx2"::equals);
      case "avx2", "avx2_vnni", "avx2_vnni_2" -> wide;
      case "avx512_core" -> bytes;
      case "avx512_core_vnni" -> bfloat16;
      case "avx512_core_bf16" -> half;
      case "avx512_core_fp16", "avx10_1_512" -> amx;
      default -> name -> false;
    };
  }
}
