package dev.continuo.model.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import java.io.IOException;

class ConfigFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void isReadOrRefused(byte[] bytes) throws IOException {
    Scratch.read(
        ConfigFile.NAME,
        bytes,
        path -> {
          ModelConfig config = ConfigFile.read(path);
          if (config.parameterCount() <= 0) {
            throw new AssertionError("a net without weights: " + config);
          }
          ConfigFile.endsOfText(path.resolveSibling(""));
        });
  }
}
