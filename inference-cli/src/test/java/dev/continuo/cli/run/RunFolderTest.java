package dev.continuo.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.FinishReason;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.tokenizer.text.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  @TempDir Path folder;

  @Test
  void streamsTheTextOfTheTokens() {
    try (RunFolder run = RunFolder.open(TinyRun.write(folder))) {
      int[] prompt = run.tokenizer().encode("日本");
      TextStream stream = run.stream(prompt, GenerationOptions.sampled(40, 3));
      StringBuilder text = new StringBuilder("日本");
      for (String piece = stream.next(); piece != null; piece = stream.next()) {
        text.append(piece);
      }
      assertThat(text.toString()).isEqualTo(run.tokenizer().decode(stream.text()));
      assertThat(stream.tokenCount()).isEqualTo(40);
      assertThat(stream.finishReason()).isEqualTo(FinishReason.LENGTH);
    }
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> RunFolder.open(folder.resolve("none")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("none: expected a run folder, found no config.json");
    TinyRun.write(folder);
    Files.writeString(folder.resolve("tokenizer.json"), "{");
    assertThatThrownBy(() -> RunFolder.open(folder)).isInstanceOf(TokenizerException.class);
    Files.delete(folder.resolve("tokenizer.json"));
    assertThatThrownBy(() -> RunFolder.open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("found no tokenizer.json");
  }
}
