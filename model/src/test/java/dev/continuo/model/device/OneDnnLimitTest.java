package dev.continuo.model.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OneDnnLimitTest {

  private static final Set<String> FEATURES =
      Set.of(
          "fma",
          "avx2",
          "avx512f",
          "avx512bw",
          "avx512dq",
          "avx512vl",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_bf16");

  @ParameterizedTest
  @CsvSource({
    "SSE41,false,false",
    "avx2,true,false",
    "AVX2_VNNI_2,true,false",
    "AVX512_CORE,true,false",
    "AVX512_CORE_VNNI,true,false",
    "AVX512_CORE_BF16,true,true",
    "AVX512_CORE_FP16,true,true",
    "ALL,true,true",
    "misspelt,true,true"
  })
  void isWhatOneDnnDoesNotGoBeyond(String limit, boolean avx2, boolean bfloat16) {
    Set<String> left = OneDnnLimit.applyTo(FEATURES, Map.of("ONEDNN_MAX_CPU_ISA", limit));
    Processor processor = new Processor("any", 1, left);
    assertThat(left.contains("avx2")).isEqualTo(avx2);
    assertThat(processor.hasBfloat16()).isEqualTo(bfloat16);
  }

  @Test
  void knowsTheOlderVariableAndNoLimit() {
    assertThat(OneDnnLimit.applyTo(FEATURES, Map.of())).isEqualTo(FEATURES);
    assertThat(OneDnnLimit.applyTo(FEATURES, Map.of("DNNL_MAX_CPU_ISA", "AVX2")))
        .containsExactlyInAnyOrder("fma", "avx2");
    assertThat(new Processor("arm", 1, Set.of("asimd", "bf16")).hasBfloat16()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AVX2", "avx512_core_bf16", "ALL", "default", "AVX512_CORE_AMX"})
  void knownLimitsAreFine(String limit) {
    assertThat(OneDnnLimit.problem(Map.of("ONEDNN_MAX_CPU_ISA", limit))).isEmpty();
  }

  @Test
  void anUnknownLimitIsSaid() {
    assertThat(OneDnnLimit.problem(Map.of())).isEmpty();
    assertThat(OneDnnLimit.problem(Map.of("DNNL_MAX_CPU_ISA", "nonsense")))
        .hasValueSatisfying(
            problem -> assertThat(problem).startsWith("DNNL_MAX_CPU_ISA=nonsense is ignored"));
  }
}
