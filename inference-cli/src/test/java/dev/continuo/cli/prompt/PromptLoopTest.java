package dev.continuo.cli.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.run.RunFolder;
import dev.continuo.cli.run.TinyRun;
import dev.continuo.model.generate.GenerationOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptLoopTest {

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter notes = new StringWriter();

  @Test
  void continuesEachLineAndGoesOnAfterAnEmptyOne() throws IOException {
    converse("春眠\n\n", 1L);
    try (RunFolder run = RunFolder.open(folder)) {
      int[] prompt = run.tokenizer().encode("春眠");
      GenerationOptions options = GenerationOptions.sampled(10, 1);
      String first = run.tokenizer().decode(extended(run, prompt, options));
      assertThat(out.toString()).startsWith(first + System.lineSeparator());
    }
    assertThat(notes.toString().lines()).hasSize(2).allMatch(line -> line.contains("seed 1)"));
  }

  @Test
  void commandsChangeWhatFollows() throws IOException {
    converse("/seed 9\n/max 3\n/temperature 0\nab\n/seed\n/quit\nnever\n", null);
    assertThat(notes.toString()).containsOnlyOnce("(3 tokens").contains("seed 9)");
    assertThat(out.toString()).doesNotContain("never");
  }

  @Test
  void showsTheLikeliestTokens() throws IOException {
    converse("/top 4 abc\n/top abc\n", null);
    assertThat(out.toString().lines())
        .hasSize(14)
        .allMatch(line -> line.matches(" *\\d+\\.\\d\\d %  \".+\""));
  }

  @Test
  void aWrongCommandIsExplainedAndTheTalkGoesOn() throws IOException {
    converse("/tmp 3\n/temperature hot\n/temperature -1\n/top 0 a\n/help\n/max 1\nz\n", 1L);
    assertThat(notes.toString())
        .contains(
            "no such command: /tmp",
            "expected a number: /temperature hot",
            "temperature must be from 0 to 100: -1.0",
            "expected a positive number of tokens: 0",
            "/quit",
            "(1 tokens");
    assertThat(out.toString()).startsWith("z");
  }

  @Test
  void anInterruptStopsTheTextAndNotTheTalk() throws IOException {
    InterruptingLines lines = new InterruptingLines();
    try (RunFolder run = RunFolder.open(TinyRun.write(folder))) {
      PrintWriter interrupting =
          new PrintWriter(out) {
            @Override
            public void flush() {
              super.flush();
              lines.action.run();
            }
          };
      new PromptLoop(
              run,
              GenerationOptions.sampled(100_000, 1),
              1L,
              lines,
              interrupting,
              new PrintWriter(notes))
          .run();
    }
    assertThat(notes.toString().lines()).hasSize(2);
  }

  private void converse(String lines, @Nullable Long seed) throws IOException {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    try (RunFolder run = RunFolder.open(TinyRun.write(folder));
        LineSource source = new PipedLines(new ByteArrayInputStream(bytes))) {
      GenerationOptions options = GenerationOptions.sampled(10, 0);
      new PromptLoop(run, options, seed, source, new PrintWriter(out), new PrintWriter(notes))
          .run();
    }
  }

  private static int[] extended(RunFolder run, int[] prompt, GenerationOptions options) {
    var stream = run.stream(prompt, options);
    while (stream.next() != null) {
      // read to its end
    }
    return stream.text();
  }

  /** Two lines of a person who interrupts whenever something is shown. */
  private static final class InterruptingLines implements LineSource {
    private int count;
    private Runnable action = () -> {};

    @Override
    public @Nullable String next() {
      return count++ < 2 ? "line" : null;
    }

    @Override
    public void onInterrupt(Runnable newAction) {
      action = newAction;
    }

    @Override
    public void close() {}
  }
}
