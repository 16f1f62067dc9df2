package dev.continuo.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.weights.CountedWeights;
import dev.continuo.model.weights.ExportType;
import dev.continuo.tokenizer.files.OutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelExportTest {

  private static final CountedWeights.Progress NONE = (read, all) -> {};

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    model = TinyModel.ofBytes(Files.createDirectory(folder.resolve("model")));
  }

  @Test
  void aModelContinuesTheSameTextInEitherFormat() {
    List<Long> read = new ArrayList<>();
    ModelExport export = new ModelExport(model, ExportType.F32, false);
    export.toGguf(folder.resolve("model.gguf"), (done, all) -> read.add(done));
    assertThat(read).startsWith(0L).isSorted();
    export.toFolder(folder.resolve("hf"), NONE);
    new ModelExport(folder.resolve("model.gguf"), ExportType.F32, false)
        .toFolder(folder.resolve("back"), NONE);
    String text = continuation(model);
    assertThat(continuation(folder.resolve("model.gguf"))).isEqualTo(text);
    assertThat(continuation(folder.resolve("hf"))).isEqualTo(text);
    assertThat(continuation(folder.resolve("back"))).isEqualTo(text);
  }

  @Test
  void neitherTheModelNorOtherFilesAreReplaced() throws IOException {
    ModelExport export = new ModelExport(model, ExportType.F32, false);
    assertThatThrownBy(() -> export.toFolder(model, NONE))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("other than the model's own");
    assertThatThrownBy(() -> export.toGguf(model.resolve("config.json"), NONE))
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("is one of the inputs");
    Path file = Files.writeString(folder.resolve("file.gguf"), "mine");
    assertThatThrownBy(() -> export.toFolder(file, NONE))
        .hasMessageContaining("expected a folder to write");
    assertThatThrownBy(() -> export.toGguf(file, NONE)).hasMessageContaining("already exists");
    assertThat(file).hasContent("mine");
    new ModelExport(model, ExportType.F32, true).toGguf(file, NONE);
    assertThat(continuation(file)).isEqualTo(continuation(model));
  }

  private static String continuation(Path model) {
    try (TextModel opened = TextModel.open(model)) {
      return opened.generate("a cat", GenerationOptions.greedy(12)).text();
    }
  }
}
