package dev.continuo.model.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.continuo.model.weights.WeightFiles;
import java.io.IOException;

class IndexFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void isReadOrRefused(byte[] bytes) throws IOException {
    Scratch.read(
        WeightFiles.INDEX_NAME,
        bytes,
        path -> {
          try (WeightFiles files = WeightFiles.open(path.resolveSibling(""))) {
            files.names();
          }
        });
  }
}
