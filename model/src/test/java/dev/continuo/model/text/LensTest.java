package dev.continuo.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.CheckpointFolders;
import dev.continuo.model.weights.ExportType;
import dev.continuo.model.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LensTest {

  @TempDir Path folder;

  @Test
  void theLastLayerIsTheModelsOwnAnswer() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      Lens lens = model.lens("It was");
      assertThat(lens.position()).isEqualTo(5);
      assertThat(lens.token()).isEqualTo("s");
      assertThat(lens.id()).isEqualTo(model.tokenizer().encode("s")[0]);
      assertThat(lens.given()).isFalse();
      assertThat(lens.layers()).hasSize(model.config().layerCount() + 1);
      List<NextToken> own = model.nextTokens("It was", 5);
      assertThat(lens.layers().getLast().likeliest()).isEqualTo(own);
      assertThat(lens.next().id()).isEqualTo(own.getFirst().id());
      assertThat(lens.layers().getLast().probability())
          .isEqualTo(own.getFirst().probability(), within(1e-12));
      assertThat(lens.layers().getFirst().likeliest()).isNotEqualTo(own);
      assertThat(lens.checkpoints()).isEmpty();
    }
  }

  @Test
  void aTokenInsideATextIsAskedForTheOneThatFollows() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      Lens lens = model.lens("It was", LensOptions.defaults().at(1).withCount(256));
      assertThat(lens.token()).isEqualTo("t");
      assertThat(lens.given()).isTrue();
      assertThat(lens.next().text()).isEqualTo(" ");
      for (Lens.Guess guess : lens.layers()) {
        assertThat(
                guess.likeliest().stream().filter(token -> token.id() == lens.next().id()).toList())
            .singleElement()
            .extracting(NextToken::probability)
            .satisfies(p -> assertThat(guess.probability()).isEqualTo(p, within(1e-9)));
      }
      assertThat(lens.next().probability())
          .isEqualTo(Math.exp(model.score("It", " ").logProbability()), within(1e-9));
    }
  }

  @Test
  void aTokenThatIsNotInTheTextIsRefused() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      assertThatThrownBy(() -> model.lens("It", LensOptions.defaults().at(2)))
          .isInstanceOf(ModelException.class)
          .hasMessage("position: expected from 0 to 1, the last token of the text, found 2");
      assertThatThrownBy(() -> LensOptions.defaults().at(-1))
          .isInstanceOf(ModelException.class)
          .hasMessage("position must be from 0 to 2147483647: -1");
      assertThatThrownBy(() -> model.lens(""))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("the prompt is empty");
    }
  }

  @Test
  void ofALongTextTheModelSeesWhatItsContextHolds() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      String text = "0123456789".repeat(20);
      Lens lens = model.lens(text, LensOptions.defaults().at(150));
      assertThat(lens.layers().getLast().likeliest())
          .isEqualTo(model.nextTokens(text.substring(0, 151), 5));
    }
  }

  @Test
  void checkpointsAnswerByTheirOwnWeights() throws IOException {
    Path run = TinyModel.ofBytes(folder);
    ModelConfig config = ConfigFile.read(run.resolve(ConfigFile.NAME));
    for (long step : new long[] {10, 2, 300}) {
      TinyModel.writeWeights(config, checkpoint(run, step), step);
    }
    Files.createDirectories(CheckpointFolders.of(run).resolve("step-7.old"));
    Path own = Files.createTempDirectory(folder, "own");
    Files.copy(run.resolve("tokenizer.json"), own.resolve("tokenizer.json"));
    Files.copy(run.resolve(ConfigFile.NAME), own.resolve(ConfigFile.NAME));
    try (TextModel model = TextModel.open(run)) {
      Lens lens = model.lens("It was", LensOptions.defaults().withCount(3));
      assertThat(lens.checkpoints().stream().map(Lens.Checkpoint::step))
          .containsExactly(2L, 10L, 300L);
      for (Lens.Checkpoint checkpoint : lens.checkpoints()) {
        TinyModel.writeWeights(config, own, checkpoint.step());
        try (TextModel then = TextModel.open(own)) {
          assertThat(checkpoint.guess().likeliest()).isEqualTo(then.nextTokens("It was", 3));
        }
      }
      assertThat(lens.checkpoints().stream().map(c -> c.guess().likeliest()).distinct()).hasSize(3);
      assertThat(steps(model, 2)).containsExactly(2L, 300L);
      assertThat(steps(model, 1)).containsExactly(300L);
      assertThat(steps(model, 0)).isEmpty();
    }
  }

  @Test
  void manyCheckpointsAreAskedEvenly() throws IOException {
    Path run = TinyModel.ofBytes(folder);
    ModelConfig config = ConfigFile.read(run.resolve(ConfigFile.NAME));
    for (long step : LongStream.rangeClosed(0, 8).toArray()) {
      TinyModel.writeWeights(config, checkpoint(run, step), step);
    }
    try (TextModel model = TextModel.open(run)) {
      assertThat(steps(model, 5)).containsExactly(0L, 2L, 4L, 6L, 8L);
    }
  }

  @Test
  void aDamagedCheckpointIsNamed() throws IOException {
    Path run = TinyModel.ofBytes(folder);
    Files.writeString(checkpoint(run, 4).resolve(WeightFiles.NAME), "no weights");
    try (TextModel model = TextModel.open(run)) {
      assertThatThrownBy(() -> model.lens("It was"))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("step-4");
    }
  }

  @Test
  void aGgufFileHasLayersAndNoCheckpoints() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    TinyModel.ofBytes(run);
    Path file = folder.resolve("model.gguf");
    new ModelExport(run, ExportType.F32, false).toGguf(file, (read, all) -> {});
    try (TextModel original = TextModel.open(run);
        TextModel gguf = TextModel.open(file)) {
      assertThat(gguf.lens("It was")).isEqualTo(original.lens("It was"));
    }
  }

  private static List<Long> steps(TextModel model, int most) {
    return model.lens("It was", LensOptions.defaults().withCheckpoints(most)).checkpoints().stream()
        .map(Lens.Checkpoint::step)
        .toList();
  }

  private static Path checkpoint(Path run, long step) throws IOException {
    return Files.createDirectories(CheckpointFolders.place(CheckpointFolders.of(run), step));
  }
}
