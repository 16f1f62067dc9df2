package dev.continuo.model.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.continuo.model.weights.SafetensorsFile;
import dev.continuo.model.weights.Tensor;
import java.io.IOException;

class SafetensorsFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void isReadOrRefused(byte[] bytes) throws IOException {
    Scratch.read(
        "model.safetensors",
        bytes,
        path -> {
          try (SafetensorsFile file = SafetensorsFile.open(path)) {
            for (Tensor tensor : file.tensors().values()) {
              if (tensor.type().isReadableAsFloat()) {
                tensor.toFloats();
              }
            }
          }
        });
  }
}
