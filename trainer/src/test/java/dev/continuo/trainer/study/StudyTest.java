package dev.continuo.trainer.study;

import static dev.continuo.trainer.config.TrainingSettings.BATCH;
import static dev.continuo.trainer.config.TrainingSettings.CONTEXT;
import static dev.continuo.trainer.config.TrainingSettings.DEPTH;
import static dev.continuo.trainer.config.TrainingSettings.STEPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.model.text.TextModel;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.UsageException;
import dev.continuo.trainer.run.TextSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTest {

  private static final Settings QUICK =
      Settings.NONE
          .with(TextSettings.TOKENIZER, "char")
          .with(CONTEXT, 32)
          .with(BATCH, 4)
          .with(STEPS, 8L);

  @TempDir Path folder;
  private Path text;

  @BeforeEach
  void writeText() throws IOException {
    text = folder.resolve("text.txt");
    String lines =
        IntStream.range(0, 120)
            .mapToObj(i -> "The " + i + "th cat sat on mat " + 7 * i + ", and a dog ran after it.")
            .collect(Collectors.joining("\n\n"));
    Files.writeString(text, lines);
  }

  private StudyRequest request(String name, Settings settings, BooleanSupplier stop) {
    return new StudyRequest(CorpusOptions.of(List.of(text)), folder.resolve(name), settings, stop);
  }

  private JsonNode read(String name) throws IOException {
    return new JsonMapper()
        .readTree(Files.readAllBytes(folder.resolve(name).resolve("study.json")));
  }

  @Test
  void seedsTellChanceFromARealDifference() throws IOException {
    Settings settings =
        QUICK
            .with(DEPTH, 1)
            .with(StudySettings.SEEDS, 2)
            .with(StudySettings.AGAINST, "learning-rate=0.0001,table-rate=0.00001");
    List<String> notes = new ArrayList<>();
    StudyListener listener =
        new StudyListener() {
          @Override
          public void note(String line) {
            notes.add(line);
          }
        };
    Path page = Study.SEEDS.run(request("s", settings, () -> false), listener).orElseThrow();
    assertThat(page).content().contains("other-seed-2").doesNotContain("/*{");
    JsonNode study = read("s");
    assertThat(study.path("runs")).hasSize(4);
    JsonNode result = study.path("findings").path("result");
    assertThat(result.path("losses").path("count").asInt()).isEqualTo(2);
    assertThat(result.path("others").path("mean").asDouble())
        .isGreaterThan(result.path("losses").path("mean").asDouble());
    assertThat(result.path("agreement").path("held_out").path("agreeing").asDouble())
        .isBetween(0.0, 1.0);
    assertThat(notes).anyMatch(line -> line.startsWith("difference"));
    try (TextModel model = TextModel.open(folder.resolve("s/runs/seed-1"))) {
      assertThat(model.nextTokens("The ", 3)).hasSize(3);
    }
  }

  @Test
  void aStoppedStudyGoesOnAndRepeatsNothing() throws IOException {
    Settings settings = QUICK.with(DEPTH, 1).with(StudySettings.SEEDS, 3);
    List<StudyRun> finished = new ArrayList<>();
    StudyListener counting =
        new StudyListener() {
          @Override
          public void finished(StudyRun run) {
            finished.add(run);
          }
        };
    assertThat(Study.SEEDS.run(request("s", settings, () -> finished.size() == 1), counting))
        .isEmpty();
    assertThat(read("s").path("runs")).hasSize(1);
    Path first = folder.resolve("s/runs/seed-1/model.safetensors");
    var written = Files.getLastModifiedTime(first);
    assertThat(Study.SEEDS.run(request("s", settings, () -> false), StudyListener.NONE))
        .isPresent();
    assertThat(Files.getLastModifiedTime(first)).isEqualTo(written);
    Study.SEEDS.run(request("whole", settings, () -> false), StudyListener.NONE);
    assertThat(read("s").path("findings")).isEqualTo(read("whole").path("findings"));
  }

  @Test
  void scalingPredictsBeforeItTrains() throws IOException {
    List<String> order = new ArrayList<>();
    StudyListener listener =
        new StudyListener() {
          @Override
          public void finished(StudyRun run) {
            order.add(run.name());
          }

          @Override
          public void note(String line) {
            order.add(line.split(" ", -1)[0]);
          }
        };
    Settings settings =
        QUICK.with(StudySettings.DEPTHS, "1,2").with(StudySettings.PREDICT_DEPTH, 3);
    Study.SCALING.run(request("s", settings, () -> false), listener);
    assertThat(order).hasSize(10).containsSubsequence("law", "predicted", order.get(8), "measured");
    assertThat(order.get(8)).startsWith("depth-3");
    JsonNode check = read("s").path("findings").path("check");
    assertThat(check.path("measured").asDouble()).isPositive();
  }

  @Test
  void sizesCompareBottlenecksWithPlainNets() throws IOException {
    Settings settings = QUICK.with(StudySettings.DEPTHS, "1,2,3");
    Study.SIZES.run(request("s", settings, () -> false), StudyListener.NONE);
    JsonNode rows = read("s").path("findings").path("result").path("rows");
    assertThat(rows.findValuesAsText("name"))
        .containsExactly(
            "depth-1",
            "depth-2",
            "depth-3",
            "one-key-head",
            "half-feed-forward",
            "half-width-twice-as-deep");
  }

  @Test
  void anotherStudyOrTextIsRefused() throws IOException {
    Settings settings = QUICK.with(DEPTH, 1).with(StudySettings.SEEDS, 2);
    Study.SEEDS.run(request("s", settings, () -> false), StudyListener.NONE);
    assertThatThrownBy(
            () ->
                Study.SEEDS.run(
                    request("s", settings.with(STEPS, 9L), () -> false), StudyListener.NONE))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("steps was 8, is 9 now");
    Files.writeString(text, Files.readString(text) + "\n\nMore.\n");
    assertThatThrownBy(
            () -> Study.SEEDS.run(request("s", settings, () -> false), StudyListener.NONE))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("another text");
  }

  @Test
  void aStudyThatFailedForItsTextBeginsAnew() throws IOException {
    Settings settings = QUICK.with(DEPTH, 1).with(StudySettings.SEEDS, 2);
    String words = Files.readString(text);
    Files.writeString(text, "");
    assertThatThrownBy(
            () -> Study.SEEDS.run(request("s", settings, () -> false), StudyListener.NONE))
        .isInstanceOf(RuntimeException.class);
    Files.writeString(text, words);
    assertThat(Study.SEEDS.run(request("s", settings, () -> false), StudyListener.NONE))
        .isPresent();
  }

  @Test
  void whatNoStudyCanDoIsRefusedBeforeAnyWork() throws IOException {
    assertThatThrownBy(
            () ->
                Study.SEEDS.run(
                    request("s", QUICK.with(StudySettings.AGAINST, "colour=red"), () -> false),
                    StudyListener.NONE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("found colour=red");
    assertThatThrownBy(
            () ->
                Study.SCALING.run(
                    request("s", QUICK.with(StudySettings.DEPTHS, "1"), () -> false),
                    StudyListener.NONE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("at least 2 different depths");
    assertThat(folder.resolve("s")).doesNotExist();
    Files.writeString(folder.resolve("x"), "a file");
    assertThatThrownBy(() -> Study.SEEDS.run(request("x", QUICK, () -> false), StudyListener.NONE))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("expected a folder");
    Files.createDirectories(folder.resolve("y"));
    Files.writeString(folder.resolve("y/lock"), "");
    Files.writeString(folder.resolve("y/tokenizer.json"), "somebody's");
    Files.writeString(folder.resolve("y/mine"), "a file");
    assertThatThrownBy(() -> Study.SEEDS.run(request("y", QUICK, () -> false), StudyListener.NONE))
        .hasMessageContaining("holds files that are not a study's");
    assertThat(folder.resolve("y/tokenizer.json")).hasContent("somebody's");
  }
}
