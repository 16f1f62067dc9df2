package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TokenizerCommandTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String tokenizer = "";

  @BeforeEach
  void train() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "aab aab ab");
    tokenizer = folder.resolve("tokenizer.json").toString();
    assertThat(run("train", text.toString(), "--vocab-size", "259", "-o", tokenizer)).isZero();
  }

  @Test
  void trainingWritesBothFiles() {
    assertThat(out.toString()).contains("tokenizer.json: 259 ids, 2 merges");
    assertThat(folder.resolve("tokenizer_config.json")).exists();
  }

  @Test
  void trainingMeasuresOnTextOfTheUsers() throws IOException {
    Path text = Files.writeString(folder.resolve("v.txt"), "aabab");
    String[] arguments = {
      "train",
      text.toString(),
      "--vocab-size",
      "259",
      "-o",
      tokenizer,
      "--overwrite",
      "--val",
      text.toString()
    };
    assertThat(run(arguments)).isZero();
    assertThat(out.toString()).contains("bytes per token on held-out text");
  }

  @Test
  void theMemoryOfTrainingIsBounded() throws IOException {
    Path text = folder.resolve("a.txt");
    String[] arguments = {
      "train", text.toString(), "--vocab-size", "259", "-o", tokenizer, "--overwrite", "--memory"
    };
    byte[] before = Files.readAllBytes(Path.of(tokenizer));
    assertThat(run(with(arguments, "2m"))).isZero();
    assertThat(Path.of(tokenizer)).hasBinaryContent(before);
    assertThat(run(with(arguments, "lots"))).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("expected a size such as 500m or 2g, found 'lots'");
    assertThat(run(with(arguments, "1k"))).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("memory: expected");
  }

  private static String[] with(String[] arguments, String last) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = last;
    return all;
  }

  @Test
  void theBenchmarkComparesWithTheReference() {
    assertThat(
            run("bench", folder + "/a.txt", "--vocab-size", "259", "--rounds", "1", "--reference"))
        .isZero();
    assertThat(out.toString())
        .contains("train 1: ", ", 2 merges", "encode 1: ", "the ids are the same");
  }

  @Test
  void filesAreEncodedInChunks() throws IOException {
    Path text = Files.writeString(folder.resolve("long.txt"), "aab ab\n".repeat(300_000));
    assertThat(run("inspect", "-t", tokenizer, "-f", text.toString(), "--summary")).isZero();
    assertThat(lastLine()).startsWith("1,200,000 tokens, 2,100,000 bytes");
    assertThat(run("encode", "-t", tokenizer, "-f", text.toString())).isZero();
    assertThat(lastLine()).startsWith("258 ").hasLineCount(1).doesNotContain("  ");
    assertThat(lastLine().split(" ")).hasSize(1_200_000);
  }

  @Test
  void encodingAndDecodingUndoEachOther() {
    assertThat(run("encode", "-t", folder.toString(), "ab aab")).isZero();
    assertThat(lastLine()).isEqualTo("257 221 258");
    out.getBuffer().setLength(0);
    assertThat(run("decode", "-t", tokenizer, "257", "221", "258", "0")).isZero();
    assertThat(out.toString()).isEqualTo("ab aab");
  }

  @Test
  void specialTokensNeedPermission() {
    assertThat(run("encode", "-t", tokenizer, "ab<|endoftext|>")).isZero();
    assertThat(lastLine().split(" ")).hasSizeGreaterThan(2).doesNotContain("0");
    assertThat(run("encode", "-t", tokenizer, "--allow-special", "ab<|endoftext|>ab")).isZero();
    assertThat(lastLine()).isEqualTo("257 0 257");
  }

  @Test
  void inspectingShowsTheCuts() {
    assertThat(run("inspect", "-t", tokenizer, "ab\n汉")).isZero();
    assertThat(out.toString())
        .contains("ab\t257\n", "\\n\t199\n", "汉\t163 110 232\n")
        .contains("5 tokens, 6 bytes, 4 characters: 1.20 bytes per token; vocabulary of 259");
  }

  @Test
  void inspectingShowsSpecialTokensIfAllowed() {
    assertThat(run("inspect", "-t", tokenizer, "--allow-special", "ab<|endoftext|>ab")).isZero();
    assertThat(out.toString()).contains("ab\t257\n<|endoftext|>\t0\nab\t257\n");
  }

  /** No document is left to measure on, or the user gives one. */
  @Test
  void trainingSaysWhyItMeasuredNothing() {
    assertThat(out.toString()).contains("too few documents to hold one out, give --val FILE");
  }

  @Test
  void theBenchmarkTakesATokenizer() {
    assertThat(run("bench", folder + "/a.txt", "-t", tokenizer, "--rounds", "1")).isZero();
    assertThat(out.toString()).contains("open: ", "encode 1: ").doesNotContain("train 1: ");
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThat(run("decode", "-t", tokenizer, "259")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("ID: expected numbers from 0 to 258, found '259'");
    assertThat(run("encode", "-t", folder + "/none.json", "x")).isEqualTo(1);
    assertThat(err.toString()).contains("none.json: no such file");
    assertThat(run("encode", "-t", tokenizer, "-f", folder + "/none.txt")).isEqualTo(1);
    assertThat(err.toString()).contains("none.txt: expected a text file");
    String[] small = {"train", folder + "/a.txt", "--vocab-size", "3", "-o", tokenizer};
    assertThat(run(with(small, "--overwrite"))).isEqualTo(2);
    assertThat(err.toString()).contains("--vocab-size: expected 257");
    assertThat(run("train", folder + "/a.txt", "-o", folder + "/x/t.json")).isEqualTo(1);
    assertThat(err.toString()).contains("t.json: expected a name in a folder that exists");
  }

  private String lastLine() {
    return out.toString().lines().reduce("", (first, second) -> second);
  }

  private int run(String... arguments) {
    CommandLine line = ContinuoCommand.line();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(
        Stream.concat(Stream.of("tokenizer"), Stream.of(arguments)).toArray(String[]::new));
  }
}
