package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.trainer.progress.SampleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceCommandTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Object[] TINY = {
    "--depth",
    1,
    "--width",
    16,
    "--heads",
    2,
    "--context",
    32,
    "--batch",
    2,
    "--steps",
    8,
    "--tokenizer",
    "char",
    "--evaluations",
    2,
    "-q"
  };

  @TempDir private static Path folder;

  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append("Number " + i + " of the cats sat on the mat and saw " + i * i + " dogs.\n\n\n");
    }
    Path file = Files.writeString(folder.resolve("cats.txt"), text.toString());
    run = folder.resolve("run");
    assertThat(trained(file, run)).isZero();
  }

  private static int trained(Path text, Path place, Object... more) {
    Object[] all = new Object[4 + TINY.length + more.length];
    System.arraycopy(new Object[] {"train", text, "-o", place}, 0, all, 0, 4);
    System.arraycopy(TINY, 0, all, 4, TINY.length);
    System.arraycopy(more, 0, all, 4 + TINY.length, more.length);
    return Commands.run(all).status();
  }

  @Test
  void showsWhereATextStands() throws IOException {
    String text = "Seven of the cats sat on the mat!";
    Commands.Result shown = Commands.run("trace", "-m", run, text, "--places", 1);
    assertThat(shown.out())
        .startsWith("Seven« of the cats sat on the mat»[1]!")
        .contains("27 of 33 tokens stand verbatim", "[1] 27 tokens, ", "cats.txt#1, behind token 8")
        .contains("…Number 0 of the cats sat on the mat and saw 0 dogs.…");
    JsonNode json = JSON.readTree(Commands.run("trace", "-m", run, text, "--json").out());
    assertThat(json.path("text").asText()).isEqualTo(text);
    assertThat(json.path("spans")).hasSize(1);
    assertThat(json.at("/spans/0/start").asInt()).isEqualTo(5);
    assertThat(json.at("/spans/0/count").asInt()).isGreaterThan(30);
    assertThat(json.at("/spans/0/places")).hasSize(3);
    assertThat(Commands.run("trace", "-m", run, "zzzz").out())
        .contains("none of 4 tokens stand verbatim");
  }

  @Test
  void tracesContinuations() throws IOException {
    Object[] generate = {"generate", "-m", run, "Number", "--max-tokens", 10, "--trace"};
    assertThat(Commands.run(generate).out()).contains(" tokens stand verbatim");
    Object[] json = {"generate", "-m", run, "Number", "--max-tokens", 10, "--trace", "--json"};
    JsonNode result = JSON.readTree(Commands.run(json).out());
    assertThat(result.at("/trace/text")).isEqualTo(result.path("continuation"));
    assertThat(result.at("/trace/spans").isArray()).isTrue();
    fails(2, "--trace", "generate", "-m", run, "a", "--beams", 2, "--trace");
  }

  @Test
  void comparesSamplesWithTheTrainingText() throws IOException {
    assertThat(SampleFile.read(run.resolve("continuo/samples.jsonl")))
        .isNotEmpty()
        .allMatch(sample -> sample.verbatim() != null);
    JsonNode told = JSON.readTree(run.resolve("continuo/run.json").toFile());
    assertThat(told.at("/index/bytes").asLong()).isPositive();
    assertThat(told.at("/index/seconds").asDouble()).isPositive();
    assertThat(run.resolve("continuo/report.html"))
        .content()
        .contains("\"recall\":{\"held_out\":{\"tokens\":");
  }

  @Test
  void indexesARunThatHasNone() throws IOException {
    Path bare = folder.resolve("bare");
    assertThat(trained(folder.resolve("cats.txt"), bare, "--no-index")).isZero();
    assertThat(bare.resolve("continuo/trace")).doesNotExist();
    assertThat(JSON.readTree(bare.resolve("continuo/run.json").toFile()).path("index").isNull())
        .isTrue();
    fails(1, "continuo trace -m RUN --index", "trace", "-m", bare, "a");
    assertThat(SampleFile.read(bare.resolve("continuo/samples.jsonl")))
        .allMatch(sample -> sample.verbatim() == null);

    Path moved = folder.resolve("moved");
    Files.move(bare, moved);
    JsonNode json = JSON.readTree(Commands.run("trace", "-m", moved, "--index", "--json").out());
    assertThat(json.path("documents").asInt()).isBetween(40, 60);
    assertThat(Commands.run("trace", "-m", moved, "the cats sat on the mat").out())
        .contains("cats.txt#1");
    assertThat(moved.resolve("continuo/samples.jsonl"))
        .hasSameBinaryContentAs(run.resolve("continuo/samples.jsonl"));
    assertThat(
            JSON.readTree(moved.resolve("continuo/run.json").toFile()).at("/outcome/steps").asInt())
        .isEqualTo(8);
  }

  @Test
  void refusesWhatCannotBeTraced() {
    fails(2, "TEXT: expected a text to look for, found nothing", "trace", "-m", run, " ");
    fails(1, "expected a run folder", "trace", "-m", folder, "a");
    fails(2, "--places: expected 0 to 100", "trace", "-m", run, "a", "--places", 101);
    fails(2, "TEXT has no effect with --index", "trace", "-m", run, "a", "--index");
    fails(2, "--nearest has no effect with --index", "trace", "-m", run, "--index", "--nearest", 1);
  }

  private static void fails(int status, String message, Object... arguments) {
    Commands.Result result = Commands.run(arguments);
    assertThat(result.status()).as(result.errors()).isEqualTo(status);
    assertThat(result.errors()).contains(message);
  }
}
