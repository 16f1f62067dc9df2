package dev.continuo.cli.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.run.TinyRun;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.TextModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
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
    try (TextModel run = TextModel.open(folder)) {
      int[] prompt = run.tokenizer().encode("春眠");
      GenerationOptions options = GenerationOptions.sampled(10, 1);
      String first = run.tokenizer().decode(extended(run, prompt, options));
      assertThat(out.toString()).startsWith(first + System.lineSeparator());
    }
    assertThat(notes.toString().lines()).hasSize(2).allMatch(line -> line.contains("seed 1)"));
  }

  @Test
  void commandsChangeWhatFollows() throws IOException {
    converse("/seed 9\n/max 3\n/temperature 0\nab\n/seed random\n/quit\nnever\n", null);
    assertThat(notes.toString())
        .containsOnlyOnce("(3 tokens")
        .contains("seed 9)", "temperature 0.0", "seed random");
    assertThat(out.toString()).doesNotContain("never");
  }

  @Test
  void showsTheLikeliestTokensAndGoesOnWithTheOneThatIsPicked() throws IOException {
    converse("/top 4 abc\n/pick 2\n/pick 1\n/top\n", null);
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(4 + 1 + 10);
    assertThat(lines.subList(0, 4))
        .allMatch(line -> line.matches(" +\\d +\\d+\\.\\d\\d %  .{20}  \".+\""));
    try (TextModel run = TextModel.open(folder)) {
      int second = run.generator().nextTokens(run.tokenizer().encode("abc"), 4).get(1).id();
      assertThat(lines.get(4)).isEqualTo("abc" + run.tokenizer().decode(new int[] {second}));
    }
    assertThat(notes.toString()).contains("nothing to pick from");
  }

  @Test
  void aPersonChoosesTokensUntilEnter() throws IOException {
    ChoosingLines lines = new ChoosingLines(List.of("1", "2"));
    try (TextModel run = TextModel.open(TinyRun.write(folder))) {
      loop(run, GenerationOptions.sampled(10, 0), 1L, lines).run();
      int[] text = run.tokenizer().encode("abc");
      for (int place : new int[] {0, 1}) {
        text = Arrays.copyOf(text, text.length + 1);
        int[] before = Arrays.copyOf(text, text.length - 1);
        text[text.length - 1] = run.generator().nextTokens(before, 3).get(place).id();
      }
      assertThat(out.toString()).contains(run.tokenizer().decode(text));
    }
    assertThat(lines.asked).hasSize(3).allMatch(question -> question.startsWith("1–3"));
  }

  @Test
  void aCommandWhereANumberIsAskedForIsCarriedOut() throws IOException {
    ChoosingLines lines = new ChoosingLines(List.of("1", "9", "/undo"));
    try (TextModel run = TextModel.open(TinyRun.write(folder))) {
      loop(run, GenerationOptions.sampled(10, 0), 1L, lines).run();
    }
    assertThat(lines.asked).hasSize(3);
    assertThat(out.toString().lines().toList()).endsWith("abc");
    assertThat(notes.toString()).contains("expected 1 to 3, Enter, a text or a command, found 9");
  }

  @Test
  void aTextThatWasTypedBeforeTheQuestionIsContinuedAfterIt() throws IOException {
    ChoosingLines lines = new ChoosingLines(List.of("cab"));
    try (TextModel run = TextModel.open(TinyRun.write(folder))) {
      loop(run, GenerationOptions.sampled(10, 0), 1L, lines).run();
    }
    assertThat(lines.asked).hasSize(1);
    assertThat(out.toString().lines()).anyMatch(line -> line.startsWith("cab"));
  }

  @Test
  void saysWhichCharactersTheVocabularyLacks() throws IOException {
    try (TextModel run = TextModel.open(TinyRun.writeCharacters(folder, "The end"))) {
      byte[] typed = "The €nd\n\n/top 2 é\n".getBytes(StandardCharsets.UTF_8);
      loop(
              run,
              GenerationOptions.sampled(3, 0),
              1L,
              new PipedLines(new ByteArrayInputStream(typed)))
          .run();
    }
    assertThat(notes.toString())
        .containsOnlyOnce("text: 1 of 7 characters is not in the vocabulary")
        .containsOnlyOnce("text: 1 of 1 characters is not");
  }

  @Test
  void aTableIsNotPickedFromAfterAnotherText() throws IOException {
    converse("/top 2 abc\nxyz\n/pick 1\n", 1L);
    assertThat(notes.toString()).contains("nothing to pick from");
  }

  @Test
  void whatIsWrittenStopsWhereAKeyAsksForIt() throws IOException {
    StoppingLines lines = new StoppingLines();
    try (TextModel run = TextModel.open(TinyRun.write(folder))) {
      loop(run, GenerationOptions.sampled(100_000, 1), 1L, lines).run();
    }
    assertThat(lines.writings).isEqualTo(2);
    assertThat(lines.open).isZero();
    assertThat(notes.toString().lines())
        .hasSize(2)
        .allMatch("(stopped before the first token)"::equals);
  }

  @Test
  void everyTextBeginsAsTheTokenizerSays() throws IOException {
    try (TextModel run = TextModel.open(TinyRun.writeBegun(folder));
        LineSource lines =
            new PipedLines(
                new ByteArrayInputStream("\nabc\n/text\n".getBytes(StandardCharsets.UTF_8)))) {
      GenerationOptions options = GenerationOptions.sampled(10, 1);
      loop(run, options, 1L, lines).run();
      int[] none = extended(run, run.tokenizer().encodePrompt(""), options);
      int[] some = extended(run, run.tokenizer().encodePrompt("abc"), options);
      assertThat(none[0]).isEqualTo(some[0]).isEqualTo(run.tokenizer().bosTokens().first());
      String second = run.tokenizer().decode(some);
      String eol = System.lineSeparator();
      assertThat(out.toString())
          .isEqualTo(run.tokenizer().decode(none) + eol + second + eol + second + eol);
    }
  }

  @Test
  void undoesAndSaves() throws IOException {
    Path file = folder.resolve("text.txt");
    converse(
        "/undo\nab\n/undo\n/text\n/save " + file + "\n/save " + file + "\n/save\n/undo\n/undo\n",
        1L);
    assertThat(Files.readString(file)).isEqualTo("ab\n");
    assertThat(out.toString().lines().skip(1)).containsExactly("ab", "ab", "");
    assertThat(notes.toString())
        .contains("2 characters in " + file, "already exists", "expected the name of a file")
        .containsSubsequence("nothing to undo", "nothing to undo");
  }

  @Test
  void aWrongCommandIsExplainedAndTheTalkGoesOn() throws IOException {
    converse(
        "/max -5\n/tmp 3\n/temperature hot\n/temperature -1\n/top 0 a\n/help\n/max 1\nz\n", 1L);
    assertThat(notes.toString())
        .contains(
            "max-tokens: expected a number 0 or more, found -5",
            "no such command: /tmp",
            "temperature: expected a number from 0 to 100, found hot",
            "temperature: expected a number from 0 to 100, found -1",
            "expected a positive number of tokens: 0",
            "/quit",
            "(1 tokens");
    assertThat(out.toString()).startsWith("z");
  }

  @Test
  void anInterruptStopsTheTextAndNotTheTalk() throws IOException {
    InterruptingLines lines = new InterruptingLines();
    try (TextModel run = TextModel.open(TinyRun.write(folder))) {
      PrintWriter interrupting =
          new PrintWriter(out) {
            @Override
            public void flush() {
              super.flush();
              lines.action.run();
            }
          };
      new PromptLoop(
              new PromptModel("tiny", run, PromptLoopTest::noIndex),
              new PromptSettings(GenerationOptions.sampled(100_000, 1), 1L),
              lines,
              new Screen(interrupting, new PrintWriter(notes), false))
          .run();
    }
    assertThat(notes.toString().lines()).hasSize(2);
  }

  private void converse(String lines, @Nullable Long seed) throws IOException {
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    try (TextModel run = TextModel.open(TinyRun.write(folder));
        LineSource source = new PipedLines(new ByteArrayInputStream(bytes))) {
      GenerationOptions options = GenerationOptions.sampled(10, 0);
      loop(run, options, seed, source).run();
    }
  }

  private PromptLoop loop(
      TextModel run, GenerationOptions options, @Nullable Long seed, LineSource lines) {
    return new PromptLoop(
        new PromptModel("tiny", run, PromptLoopTest::noIndex),
        new PromptSettings(options, seed),
        lines,
        new Screen(new PrintWriter(out), new PrintWriter(notes), false));
  }

  private static TraceIndex noIndex() {
    throw new AssertionError("expected no trace");
  }

  private static int[] extended(TextModel run, int[] prompt, GenerationOptions options) {
    var stream = run.stream(prompt, options);
    while (stream.next() != null) {
      // read to its end
    }
    return stream.ids();
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

  /** Two lines of a person who presses Escape at once. */
  private static final class StoppingLines implements LineSource {
    private int count;
    private int writings;
    private int open;

    @Override
    public @Nullable String next() {
      return count++ < 2 ? "line" : null;
    }

    @Override
    public Writing writing(Runnable stop) {
      writings++;
      open++;
      stop.run();
      return () -> open--;
    }

    @Override
    public void onInterrupt(Runnable action) {}

    @Override
    public void close() {}
  }

  /** One command of a person who then chooses. */
  private static final class ChoosingLines implements LineSource {
    private final Deque<String> choices;
    private final List<String> asked = new ArrayList<>();
    private boolean given;

    ChoosingLines(List<String> choices) {
      this.choices = new ArrayDeque<>(choices);
    }

    @Override
    public @Nullable String next() {
      boolean first = !given;
      given = true;
      return first ? "/top 3 abc" : null;
    }

    @Override
    public Optional<String> choice(String question) {
      asked.add(question);
      return Optional.ofNullable(choices.pollFirst());
    }

    @Override
    public void onInterrupt(Runnable action) {}

    @Override
    public void close() {}
  }
}
