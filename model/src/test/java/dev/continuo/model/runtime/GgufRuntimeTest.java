package dev.continuo.model.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.golden.Golden;
import dev.continuo.model.weights.ExportType;
import dev.continuo.model.weights.GgufExport;
import dev.continuo.model.weights.HuggingFaceExport;
import dev.continuo.model.weights.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufRuntimeTest {

  @TempDir Path folder;

  private static final double ROUNDING = 1e-4;

  @ParameterizedTest
  @ValueSource(strings = {"qwen3-grouped", "llama-grouped-untied", "gpt2"})
  void computesFromGgufFilesWhatTransformersComputes(String name) {
    assertComputes(Golden.open(name), Golden.folder("gguf/" + name + ".gguf"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-linear",
        "llama-3",
        "llama-yarn",
        "qwen2",
        "smollm3",
        "phi3",
        "gemma",
        "gemma2",
        "gemma3-six",
        "olmo2",
        "granite",
        "gpt-neox",
        "starcoder2"
      })
  void computesWhatTransformersComputesInEveryFamily(String name) throws IOException {
    Golden golden = Golden.open("families/" + name);
    assertComputes(golden, Golden.folder("gguf/" + name + ".gguf"));
    Path exported = folder.resolve("exported.gguf");
    try (ModelSource source = ModelSource.open(golden.folder())) {
      GgufExport.write(source, name, ExportType.F32, writer -> {}, exported);
    }
    assertComputes(golden, exported);
    Path again = Files.createDirectory(folder.resolve("again"));
    if (!name.equals("llama-3")) { // config.json has no place for the divisors of a GGUF file
      try (ModelSource source = ModelSource.open(exported)) {
        HuggingFaceExport.write(source, -1, ExportType.F32, again);
      }
      assertComputes(golden, again);
    }
  }

  private static void assertComputes(Golden golden, Path path) {
    try (RuntimeModel model = RuntimeModel.open(path)) {
      model
          .newSession()
          .append(
              Arrays.copyOf(
                  golden.promptIds(),
                  Math.min(golden.prompt().size(), model.config().contextLength())),
              (position, logits) -> {
                for (int id = 0; id < logits.length; id++) {
                  assertThat((double) logits[id])
                      .isCloseTo(golden.logits().get(position).get(id), within(ROUNDING));
                }
              });
    }
  }
}
