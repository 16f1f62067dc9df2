package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.files.ProcessLock;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.trainer.progress.SampleFile;
import dev.continuo.trainer.progress.SampleFile.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainCommandTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String[] TINY = {
    "--depth", "1", "--context", "16", "--batch", "4", "--tokenizer", "char"
  };

  @TempDir private Path folder;

  private Path text() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      text.append("The cat number ").append(i).append(" sat on the mat, and so did the dog.\n\n\n");
    }
    return Files.writeString(folder.resolve("cats.txt"), text);
  }

  private static Commands.Result train(Object... arguments) {
    Object[] all = new Object[arguments.length + TINY.length + 1];
    all[0] = "train";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    System.arraycopy(TINY, 0, all, arguments.length + 1, TINY.length);
    return Commands.run(all);
  }

  @Test
  void trainsEvaluatesResumesAndGenerates() throws IOException {
    Path run = folder.resolve("a run");
    Path text = text();
    assertThat(train(text, "-o", run, "--steps", "100").status()).isZero();
    assertThat(run.resolve("model.safetensors")).exists();
    assertThat(run.resolve("tokenizer_config.json")).exists();
    JsonNode outcome = JSON.readTree(run.resolve("continuo/run.json").toFile()).get("outcome");
    assertThat(outcome.get("steps").asLong()).isEqualTo(100);
    assertThat(outcome.get("val_loss").asDouble()).isBetween(0.05, 2.0);

    byte[] weights = Files.readAllBytes(run.resolve("model.safetensors"));
    fails(1, "has used its budget", Commands.run("train", "-o", run, "--resume"));
    assertThat(Commands.run("train", "-o", run, "--resume", "--steps", 160).status()).isZero();
    List<String> metrics = Files.readAllLines(run.resolve("continuo/metrics.jsonl"));
    JsonNode last = JSON.readTree(metrics.getLast());
    assertThat(last.get("step").asLong()).isEqualTo(160);
    assertThat(last.get("val_loss").asDouble()).isLessThan(outcome.get("val_loss").asDouble());
    assertThat(Files.readAllBytes(run.resolve("model.safetensors"))).isNotEqualTo(weights);

    JsonNode score = JSON.readTree(Commands.run("eval", "-m", run, text, "--json").out());
    assertThat(score.get("bytes").asLong()).isGreaterThan(10_000);
    assertThat(score.get("ending_accuracy").asDouble()).isBetween(0.3, 1.0);

    Object[] generate = {"generate", "-m", run, "The cat", "--max-tokens", 20, "--json"};
    JsonNode first = JSON.readTree(Commands.run(generate).out());
    assertThat(first.get("prompt").asText()).isEqualTo("The cat");
    assertThat(first.get("continuation").asText()).isNotEmpty();
    Object seed = first.get("seed").asText();
    Object[] again = {
      "generate", "-m", run, "The cat", "--max-tokens", 20, "--json", "--seed", seed
    };
    assertThat(JSON.readTree(Commands.run(again).out()).get("continuation"))
        .isEqualTo(first.get("continuation"));
  }

  @Test
  void canBeFollowedByPeopleAndPrograms() throws IOException {
    Path text = text();
    Path run = folder.resolve("run");
    Object[] told = {text, "-o", run, "--steps", 40, "--prompt", "The cat", "--tensorboard"};
    Commands.Result result = train(with(told, "--evaluations", 20, "--json"));
    assertThat(result.status()).isZero();
    assertThat(JSON.readTree(result.out()).get("steps").asInt()).isEqualTo(40);
    List<String> progress = result.errors().lines().toList();
    assertThat(progress).anyMatch(line -> line.contains("\"val_bits_per_byte\""));
    for (String line : progress) {
      assertThat(JSON.readTree(line).isObject()).isTrue();
    }
    List<Sample> samples = SampleFile.read(run.resolve("continuo/samples.jsonl"));
    assertThat(samples).hasSize(20).allMatch(sample -> sample.prompt().equals("The cat"));
    assertThat(samples.getLast().step()).isEqualTo(40);
    assertThat(samples.getFirst().continuation()).isNotEqualTo(samples.getLast().continuation());
    assertThat(run.resolve("continuo/tensorboard")).isDirectoryContaining("glob:**tfevents*");
    assertThat(run.resolve("continuo/report.html"))
        .content()
        .contains("\"state\":\"finished\"", "The cat", "\"documents_in\":");

    Path again = folder.resolve("again");
    Object[] same = {text, "-o", again, "--steps", 40, "--prompt", "The cat", "-q"};
    train(with(same, "--evaluations", 20));
    assertThat(again.resolve("continuo/samples.jsonl"))
        .hasSameBinaryContentAs(run.resolve("continuo/samples.jsonl"));
    assertThat(again.resolve("model.safetensors"))
        .hasSameBinaryContentAs(run.resolve("model.safetensors"));

    Path report = again.resolve("continuo/report.html");
    Files.delete(report);
    assertThat(Commands.run("report", again).out()).isEqualTo(report + System.lineSeparator());
    assertThat(report).isNotEmptyFile();
    fails(1, "no run.json", Commands.run("report", folder));
    fails(2, "--watch-port", train(text, "-o", again, "--watch-port", 70_000));
  }

  @Test
  void saysItsPlanBeforeTheFirstStepAndWhereItIs() throws IOException {
    Commands.Result result = train(text(), "-o", folder.resolve("run"), "--steps", 40);
    assertThat(result.status()).as(result.errors()).isZero();
    String errors = result.errors();
    assertThat(errors)
        .contains("plan       40 steps: 2,560 tokens, ", " epochs; about 0:0", " of memory")
        .contains("step 1 of 40 ")
        .doesNotContain("used");
    assertThat(errors.indexOf("plan  ")).isLessThan(errors.indexOf("step 1 of"));
  }

  @Test
  void aTextTooSmallToSplitIsTrainedOn() throws IOException {
    Path text =
        Files.writeString(folder.resolve("small.txt"), "The cat sat on the mat, the dog did.");
    Path run = folder.resolve("run");
    Object[] told = {"train", text, "-o", run, "--depth", 1, "--tokenizer", "byte", "--steps", 2};
    Commands.Result result = Commands.run(told);
    assertThat(result.status()).as(result.errors()).isZero();
    assertThat(result.errors()).contains("context    2 tokens instead of 256");
    JsonNode corpus = JSON.readTree(run.resolve("continuo/corpus/corpus.json").toFile());
    assertThat(corpus.get("held_out").asText()).isEqualTo("end of document");
    assertThat(JSON.readTree(run.resolve("config.json").toFile()).get("max_position_embeddings"))
        .isEqualTo(IntNode.valueOf(2));
  }

  @Test
  void goesOnFromAnotherNet() throws IOException {
    Path text = text();
    Path first = folder.resolve("first");
    assertThat(train(text, "-o", first, "--steps", 60, "-q").status()).isZero();
    Path second = folder.resolve("second");
    Object[] from = {"train", text, "-o", second, "--from", first, "--batch", 4, "-q"};
    assertThat(Commands.run(with(from, "--steps", 4, "--learning-rate", 1e-8)).status()).isZero();
    JsonNode run = JSON.readTree(second.resolve("continuo/run.json").toFile());
    JsonNode before = JSON.readTree(first.resolve("continuo/run.json").toFile());
    assertThat(run.at("/outcome/val_loss").asDouble())
        .isCloseTo(before.at("/outcome/val_loss").asDouble(), within(1e-3));
    assertThat(run.get("from").asText()).isEqualTo(first.toAbsolutePath().toString());
    assertThat(run.at("/training/optimizer").has("momentum")).isFalse();
    assertThat(second.resolve("tokenizer.json"))
        .hasSameBinaryContentAs(first.resolve("tokenizer.json"));

    Path third = folder.resolve("third");
    Object[] wrong = {"train", text, "-o", third, "--steps", 1, "--from"};
    fails(1, "tokenizer.json", Commands.run(with(wrong, folder)));
    fails(1, "max_position_embeddings", Commands.run(with(wrong, first, "--context", 17)));
    fails(2, "--tokenizer", Commands.run(with(wrong, first, "--tokenizer", "char")));
    fails(2, "--width", Commands.run(with(wrong, first, "--width", 32)));
    assertThat(third).doesNotExist();
  }

  @Test
  void writesDownWhatItResolved() throws IOException {
    Path run = folder.resolve("run");
    Object[] asked = {
      text(),
      "-o",
      run,
      "--steps",
      4,
      "--width",
      48,
      "--heads",
      3,
      "--clip-norm",
      0.5,
      "--decay",
      0.7,
      "--checkpoint-steps",
      2,
      "--keep",
      1,
      "--table-rate",
      0.004,
      "--loss",
      "squared-error",
      "--dropout",
      0.1,
      "--evaluations",
      2,
      "--threads",
      2,
      "--micro-batch",
      3,
      "--no-recompute",
      "-q"
    };
    assertThat(train(asked).status()).isZero();
    JsonNode config = JSON.readTree(run.resolve("config.json").toFile());
    assertThat(config.get("hidden_size").asInt()).isEqualTo(48);
    assertThat(config.get("head_dim").asInt()).isEqualTo(16);
    JsonNode training = JSON.readTree(run.resolve("continuo/run.json").toFile()).get("training");
    assertThat(training.at("/optimizer/rest/clip_norm").asDouble()).isEqualTo(0.5);
    assertThat(training.at("/optimizer/table_rate").asDouble()).isEqualTo(0.004);
    assertThat(training.at("/optimizer/learning_rate").asDouble()).isPositive();
    assertThat(training.at("/schedule/decay").asDouble()).isEqualTo(0.7);
    assertThat(training.at("/loss/kind").asText()).isEqualTo("SQUARED_ERROR");
    assertThat(training.at("/dropout").asDouble()).isEqualTo(0.1);
    assertThat(training.at("/evaluation/count").asInt()).isEqualTo(2);
    assertThat(training.at("/saving/steps").asLong()).isEqualTo(2);
    assertThat(training.at("/saving/kept").asInt()).isEqualTo(1);
    assertThat(training.at("/batch/size").asInt()).isEqualTo(4);
    assertThat(training.at("/resources/threads").asInt()).isEqualTo(2);
    assertThat(training.at("/resources/micro_batch").asInt()).isEqualTo(3);
    assertThat(training.at("/resources/recompute")).isEqualTo(BooleanNode.FALSE);
    Path other = folder.resolve("other");
    fails(2, "--heads", train(text(), "-o", other, "--steps", 1, "--width", 48, "--heads", 5));
    fails(2, "--table-rate", train(text(), "-o", other, "--optimizer", "adamw", "--table-rate", 1));
    fails(2, "--loss", train(text(), "-o", other, "--loss", "cubed-error"));
    fails(2, "--dropout", train(text(), "-o", other, "--dropout", 1));
    fails(2, "--micro-batch", train(text(), "-o", other, "--micro-batch", 0));
    Object[] graph = {text(), "-o", other, "--engine", "djl"};
    fails(2, "--recompute has no effect with --engine djl", train(with(graph, "--recompute")));
    fails(2, "--device has no effect with --engine djl", train(with(graph, "--device", "gpu")));
    Object[] both = {text(), "-o", other, "--loss", "squared-error", "--label-smoothing", 0.1};
    fails(2, "--label-smoothing", train(both));
  }

  @Test
  void theSameCommandGoesOnWithResumeAdded() throws IOException {
    Path text = text();
    Path run = folder.resolve("run");
    Object[] asked = {
      "-o", run, "--steps", 6, "--evaluations", 2, "--val-share", 0.2, "--seed", 3, "-q"
    };
    assertThat(train(with(asked, text)).status()).isZero();
    fails(1, "has used its budget", train(with(asked, text, "--resume")));

    Path moved = Files.copy(text, folder.resolve("moved.txt"));
    asked[3] = 8;
    assertThat(train(with(asked, moved, "--resume")).status()).isZero();
    JsonNode outcome = JSON.readTree(run.resolve("continuo/run.json").toFile()).get("outcome");
    assertThat(outcome.get("steps").asLong()).isEqualTo(8);

    Files.writeString(text, Files.readString(text) + "One more cat.");
    asked[9] = 4;
    asked[3] = 9;
    Commands.Result other = train(with(asked, text, "--resume", "--split", "lines"));
    fails(2, "--seed was 3, is 4 now", other);
    assertThat(other.errors())
        .contains("the text was " + text, "--split was auto, is lines now", "leave that out")
        .doesNotContain("--val-share", "--batch", "--tokenizer", "--evaluations");
    fails(2, "--dropout was 0.0, is 0.5 now", train("-o", run, "--resume", "--dropout", 0.5));
    fails(2, "--val was none", train("-o", run, "--resume", "--val", text));
    fails(2, "standard input", Commands.run("train", "-", "-o", run, "--resume"));
    Object[] further = {"train", "-o", run, "--resume", "--steps", 9, "--recompute"};
    Commands.Result resumed = Commands.run(further);
    assertThat(resumed.status()).isZero();
    assertThat(resumed.errors())
        .contains("sequences of a step at once, activations computed again");
  }

  private static Object[] with(Object[] some, Object... more) {
    Object[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  @Test
  void endsAtTheTargetLoss() throws IOException {
    Path run = folder.resolve("run");
    assertThat(
            train(text(), "-o", run, "--steps", "2000", "--target-val-loss", "2.6", "-q").status())
        .isZero();
    JsonNode outcome = JSON.readTree(run.resolve("continuo/run.json").toFile()).get("outcome");
    assertThat(outcome.get("steps").asLong()).isLessThan(2000);
  }

  @Test
  void namesWhatIsWrongAndLeavesWhatIsThere() throws IOException {
    Path text = text();
    Path taken = Files.createDirectories(folder.resolve("taken"));
    Files.writeString(taken.resolve("thesis.txt"), "mine");
    fails(1, "taken", train(text, "-o", taken, "--steps", 1));
    assertThat(taken.resolve("thesis.txt")).hasContent("mine");

    Path run = folder.resolve("run");
    fails(1, "no-such.txt", train(folder.resolve("no-such.txt"), "-o", run, "--steps", 1));
    fails(1, "empty.txt", train(file("empty.txt", new byte[0]), "-o", run, "--steps", 1));
    fails(1, "binary.txt", train(file("binary.txt", new byte[999]), "-o", run, "--steps", 1));
    byte[] latin = "caf\u00e9 ".repeat(99).getBytes(StandardCharsets.ISO_8859_1);
    Path read = folder.resolve("read");
    assertThat(train(file("latin.txt", latin), "-o", read, "--steps", 1, "-q").status()).isZero();
    byte[] small = "too small".getBytes(StandardCharsets.UTF_8);
    fails(1, "largest that fits is 4", train(file("small.txt", small), "-o", run, "--steps", 1));
    fails(1, "expected a run", Commands.run("train", "-o", run, "--resume"));
    fails(1, "--context", Commands.run("train", text, "-o", run, "--context", 99_999));
    assertThat(run).doesNotExist();
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().contains("preparing"));
  }

  @Test
  void refusesContradictions() throws IOException {
    Path text = text();
    Path run = folder.resolve("run");
    fails(2, "--steps", train(text, "-o", run, "--steps", 1, "--minutes", 1));
    fails(2, "--overwrite", Commands.run("train", "-o", run, "--resume", "--overwrite"));
    fails(2, "TEXT", Commands.run("train", "-o", run));
    fails(2, "--vocab-size", train(text, "-o", run, "--vocab-size", 500));
    fails(2, "--val-share", train(text, "-o", run, "--val", text, "--val-share", 0.2));
    fails(2, "--device", train(text, "-o", run, "--steps", 1, "--device", "abacus"));
    fails(2, "--batch", Commands.run("train", text, "-o", run, "--batch", 0));
    fails(2, "--stepps", train(text, "-o", run, "--stepps", 1));
  }

  @Test
  void keepsAnExistingRunUnlessToldToReplaceIt() throws IOException {
    Path run = folder.resolve("run");
    Path text = text();
    assertThat(train(text, "-o", run, "--steps", 3, "-q").status()).isZero();
    byte[] weights = Files.readAllBytes(run.resolve("model.safetensors"));
    fails(1, "--overwrite", train(text, "-o", run, "--steps", 3));
    fails(1, "continuo train --resume", Commands.run("demo", "-o", run));
    try (ProcessLock lock = ProcessLock.take(run.resolve("continuo/lock"))) {
      assertThat(lock).isNotNull();
      fails(1, "another process", train(text, "-o", run, "--steps", 3, "--overwrite"));
      fails(1, "another process", Commands.run("demo", "-o", run, "--overwrite"));
      fails(1, "another process", Commands.run("train", "-o", run, "--resume", "--steps", 4));
    }
    Path own = run.resolve("continuo/corpus");
    fails(1, "would be replaced", Commands.run("train", own, "-o", run, "--overwrite"));
    fails(
        1,
        "would be replaced",
        Commands.run("train", text, "--from", run, "-o", run, "--overwrite"));
    assertThat(run.resolve("model.safetensors")).hasBinaryContent(weights);

    Path thesis = Files.writeString(run.resolve("thesis.txt"), "mine");
    Path notes = Files.writeString(run.resolve("continuo/notes.txt"), "mine");
    Path empty = file("empty.txt", new byte[0]);
    fails(1, "empty.txt", train(empty, "-o", run, "--steps", 3, "--overwrite"));
    assertThat(run.resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(train(text, "-o", run, "--steps", 3, "--overwrite", "--seed", 9).status()).isZero();
    assertThat(Files.readAllBytes(run.resolve("model.safetensors"))).isNotEqualTo(weights);
    assertThat(thesis).hasContent("mine");
    assertThat(notes).hasContent("mine");
    assertThat(run.resolve("continuo")).isDirectoryNotContaining("glob:**preparing*");
  }

  /** A pipe is read once; a second look at it would wait for another writer for ever. */
  @Test
  void trainsOnAPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process writer =
        new ProcessBuilder("sh", "-c", "cat \"$0\" > \"$1\"", text().toString(), pipe.toString())
            .start();
    Path run = folder.resolve("run");
    Commands.Result trained = train(pipe, "-o", run, "--steps", 2, "-q");
    assertThat(trained.status()).as(trained.errors()).isZero();
    assertThat(writer.waitFor()).isZero();
    fails(2, "pipes cannot be read again", train(pipe, "-o", run, "--steps", 3, "--resume"));
    assertThat(Commands.run("train", "-o", run, "--steps", 3, "--resume").status()).isZero();
  }

  /** As a process leaves it that is killed after its last step, before its outcome is written. */
  @Test
  void finishesARunThatWasKilledAtItsEnd() throws IOException {
    Path run = folder.resolve("run");
    assertThat(train(text(), "-o", run, "--steps", 3, "-q").status()).isZero();
    Path file = run.resolve("continuo/run.json");
    ObjectNode whole = (ObjectNode) JSON.readTree(file.toFile());
    Files.writeString(file, whole.deepCopy().putNull("outcome").toString());
    byte[] weights = Files.readAllBytes(run.resolve("model.safetensors"));
    Files.delete(run.resolve("model.safetensors"));
    Commands.Result resumed = Commands.run("train", "-o", run, "--resume", "-q");
    assertThat(resumed.status()).as(resumed.errors()).isZero();
    assertThat(JSON.readTree(file.toFile()).get("outcome").get("val_loss"))
        .isEqualTo(whole.get("outcome").get("val_loss"));
    assertThat(run.resolve("model.safetensors")).hasBinaryContent(weights);
    fails(1, "has used its budget", Commands.run("train", "-o", run, "--resume"));
  }

  /** As a process leaves it that is killed while a run makes way for another. */
  @Test
  void goesOnWithARunWhoseReplacementWasKilled() throws IOException {
    Path run = folder.resolve("run");
    Path text = text();
    assertThat(train(text, "-o", run, "--steps", 3, "-q").status()).isZero();
    Path preparing = run.resolve("continuo/preparing");
    try (Scratch scratch = Scratch.take(preparing)) {
      Path old = scratch.path().resolve("old");
      Files.createDirectories(old.resolve("continuo"));
      for (String name : List.of("continuo/run.json", "continuo/text.json", "config.json")) {
        Files.move(run.resolve(name), old.resolve(name));
      }
      Files.createDirectories(scratch.path().resolve("new"));
    }
    fails(1, "--resume", train(text, "-o", run, "--steps", 3));
    Commands.Result resumed = train(text, "-o", run, "--resume", "--steps", 5, "-q");
    assertThat(resumed.status()).as(resumed.errors()).isZero();
    assertThat(resumed.errors()).contains("put back");
    assertThat(resumed.out()).contains("after 5 steps");
    assertThat(preparing).doesNotExist();
    assertThat(run.resolve("continuo/text.json")).exists();
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static void fails(int status, String part, Commands.Result result) {
    assertThat(result.errors()).contains(part).doesNotContain("a fault in Continuo");
    assertThat(result.status()).as(result.errors()).isEqualTo(status);
    assertThat(result.out()).isEmpty();
  }
}
