package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.run.TinyRun;
import dev.continuo.tokenizer.train.ByteVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the user's stays, whatever a command is told to write. */
class OutputsTest {

  private static final String THESIS = "The fog comes on little cat feet. It looks over harbor.";

  @TempDir private Path folder;

  private Path text = Path.of("");
  private Path tokenizer = Path.of("");

  @BeforeEach
  void write() throws IOException {
    StringBuilder poems = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      poems.append(i).append(' ').append(THESIS).append(" And then moves on.\n\n\n");
    }
    text = Files.writeString(folder.resolve("in.txt"), poems);
    tokenizer = folder.resolve("tokenizer.json");
    ByteVocabulary.create().write(tokenizer);
  }

  @Test
  void neighboursOfACorpusStay() throws IOException {
    Path corpus = folder.resolve("mine");
    for (String role : new String[] {"old", "part", "work"}) {
      Files.writeString(
          Files.createDirectory(folder.resolve("mine." + role)).resolve("thesis"), THESIS);
    }
    Object[] build = {
      "corpus", "build", text, "-o", corpus, "--tokenizer", tokenizer, "--dedup", "exact", "-q"
    };
    Commands.Result built = Commands.run(build);
    assertThat(built.status()).as(built.errors()).isZero();
    for (String role : new String[] {"old", "part", "work"}) {
      assertThat(folder.resolve("mine." + role).resolve("thesis")).hasContent(THESIS);
    }
    assertThat(folder).isDirectoryNotContaining("glob:**mine.*-*");
    refuses("--overwrite", build);
    assertThat(Commands.run(with(build, "--overwrite")).status()).isZero();
    Files.writeString(corpus.resolve("thesis"), THESIS);
    refuses("thesis", with(build, "--overwrite"));
    assertThat(corpus.resolve("thesis")).hasContent(THESIS);
  }

  @Test
  void pipesAndLinksStay() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<Long> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return (long) Files.readAllBytes(pipe).length;
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    Path end = Files.createFile(folder.resolve("end"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), end);
    Object[] pairs = {"corpus", "pairs", text, "-q", "-o"};
    assertThat(Commands.run(with(pairs, pipe)).status()).isZero();
    assertThat(Commands.run(with(pairs, link)).status()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(Files.size(end)).isPositive().isEqualTo(read.get());
    assertThat(Files.readAttributes(pipe, "isOther")).containsEntry("isOther", true);
  }

  @Test
  void anOutputIsNoInput() throws IOException {
    String whole = Files.readString(text);
    Path second = Files.createLink(folder.resolve("second"), text);
    Object[] build = {
      "corpus", "build", text, "-o", folder.resolve("c"), "--tokenizer", tokenizer, "--overwrite"
    };
    refuses("one of the inputs", "corpus", "pairs", text, "-o", text);
    refuses("one of the inputs", "corpus", "pairs", text, "-o", second, "--overwrite");
    refuses("one of the inputs", "corpus", "stats", folder, "--keep-dropped", text, "--overwrite");
    refuses("one of the inputs", with(build, "--pairs", text));
    refuses("one of the inputs", with(build, "--pairs", tokenizer));
    refuses("two files", with(build, "--pairs", "x", "--keep-dropped", "x"));
    refuses("one of the inputs", "tokenizer", "train", text, "-o", second, "--overwrite");
    assertThat(text).hasContent(whole);
  }

  @Test
  void aValidationTextIsNoOutput() throws IOException {
    Path held = Files.createDirectory(folder.resolve("held"));
    Path val = Files.writeString(held.resolve("a.txt"), THESIS);
    refuses(
        "inputs",
        "tokenizer",
        "train",
        text,
        "--val",
        held,
        "-o",
        val,
        "--vocab-size",
        300,
        "--overwrite",
        "-q");
    assertThat(val).hasContent(THESIS);
  }

  /** An older run stays until it is known that the new one can begin. */
  @Test
  void aRunStaysWhereTheWeightsToGoOnFromAreMissing() throws IOException {
    Path run = folder.resolve("run");
    Object[] train = {
      "train",
      text,
      "-o",
      run,
      "--steps",
      1,
      "--depth",
      1,
      "--context",
      16,
      "--batch",
      2,
      "--evaluations",
      1,
      "--tokenizer",
      tokenizer,
      "-q"
    };
    Commands.Result trained = Commands.run(train);
    assertThat(trained.status()).as(trained.errors()).isZero();
    byte[] weights = Files.readAllBytes(run.resolve("model.safetensors"));
    Path from = folder.resolve("from");
    TinyRun.write(Files.createDirectory(from));
    Files.delete(from.resolve("model.safetensors"));
    Commands.Result again =
        Commands.run("train", text, "-o", run, "--steps", 1, "--from", from, "--overwrite", "-q");
    assertThat(again.status()).isOne();
    assertThat(run.resolve("model.safetensors")).hasBinaryContent(weights);
    refuses(
        "would be replaced by the run in " + run + ";",
        "train",
        run.resolve("continuo/metrics.jsonl"),
        "-o",
        run,
        "--overwrite");
  }

  @Test
  void filesThatAreThereAreAskedFor() throws IOException {
    Path thesis = Files.writeString(folder.resolve("thesis"), THESIS);
    refuses("--overwrite", "corpus", "pairs", text, "-o", thesis);
    refuses("--overwrite", "corpus", "stats", text, "--keep-dropped", thesis);
    refuses("--overwrite", "tokenizer", "train", text, "--kind", "byte", "-o", thesis);
    Path run = TinyRun.write(folder);
    refuses("--overwrite", "export", "-m", run, "--format", "gguf", "-o", thesis);
    Path beside = folder.resolve("new.json");
    refuses("tokenizer_config.json", "tokenizer", "train", text, "--kind", "byte", "-o", beside);
    Path other = Files.createDirectory(folder.resolve("other"));
    Path config = Files.writeString(other.resolve("config.json"), THESIS);
    Object[] export = {"export", "-m", run, "--format", "hf", "-o", other};
    refuses("config.json: already exists", export);
    assertThat(thesis).hasContent(THESIS);
    assertThat(config).hasContent(THESIS);

    Path notes = Files.writeString(other.resolve("notes"), THESIS);
    assertThat(Commands.run(with(export, "--overwrite")).status()).isZero();
    assertThat(notes).hasContent(THESIS);
    assertThat(config).hasSameBinaryContentAs(run.resolve("config.json"));
    assertThat(other).isDirectoryNotContaining("glob:**.continuo*");
    Object[] pairs = {"corpus", "pairs", text, "-q", "--overwrite", "-o", thesis};
    assertThat(Commands.run(pairs).status()).isZero();
    assertThat(thesis).content().contains("\"cut\":");
  }

  private static void refuses(String why, Object... command) {
    Commands.Result result = Commands.run(command);
    assertThat(result.errors()).contains(why).doesNotContain("a fault in Continuo");
    assertThat(result.status()).isEqualTo(1);
  }

  private static Object[] with(Object[] some, Object... more) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray();
  }
}
