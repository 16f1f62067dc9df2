package dev.continuo.model.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.continuo.model.weights.GgufFile;
import dev.continuo.model.weights.ModelSource;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightNames;
import java.io.IOException;

class GgufFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void isReadOrRefused(byte[] bytes) throws IOException {
    Scratch.read(
        "model.gguf",
        bytes,
        path -> {
          try (GgufFile file = GgufFile.open(path)) {
            file.metadata().texts("tokenizer.ggml.tokens");
            file.metadata().integers("tokenizer.ggml.token_type");
            file.metadata().text("tokenizer.ggml.pre");
          }
          try (ModelSource source = ModelSource.open(path)) {
            for (TensorSpec spec : WeightNames.of(source.config())) {
              source.weights().tensor(spec).toFloats();
            }
          }
        });
  }
}
