package dev.continuo.model.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.golden.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufRuntimeTest {

  private static final double ROUNDING = 1e-4;

  @ParameterizedTest
  @ValueSource(strings = {"qwen3-grouped", "llama-grouped-untied", "gpt2"})
  void computesFromGgufFilesWhatTransformersComputes(String name) {
    Golden golden = Golden.open(name);
    try (RuntimeModel model = RuntimeModel.open(Golden.folder("gguf/" + name + ".gguf"))) {
      model
          .newSession()
          .append(
              golden.promptIds(),
              (position, logits) -> {
                for (int id = 0; id < logits.length; id++) {
                  assertThat((double) logits[id])
                      .isCloseTo(golden.logits().get(position).get(id), within(ROUNDING));
                }
              });
    }
  }
}
