package dev.continuo.cli.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.run.TinyRun;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.Penalties;
import dev.continuo.model.generate.Seeds;
import dev.continuo.model.text.TextModel;
import dev.continuo.trainer.config.TrainingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be typed about the tree, its files and the settings. */
class PromptTreeTest {

  private static final int TOKENS = 5;

  @TempDir Path folder;
  private StringWriter out = new StringWriter();
  private StringWriter notes = new StringWriter();

  @BeforeEach
  void makeRun() {
    TinyRun.writeCharacters(folder, "The cat sat on a mat.");
  }

  @Test
  void severalBranchesGrowAtOnceAndOneIsChosen() throws IOException {
    List<String> lines = converse("/branch 3 The cat\n/pick 2\n/text\n", 1L);
    assertThat(lines).hasSize(5);
    for (int i = 0; i < 3; i++) {
      assertThat(lines.get(i)).matches(" +" + (i + 1) + " +mean -\\d+\\.\\d\\d  .{5}");
      assertThat(lines.get(i)).endsWith(continued("The cat", Seeds.of(1, i)).substring(7));
    }
    assertThat(lines.get(4)).isEqualTo(continued("The cat", Seeds.of(1, 1)));
    assertThat(noted()).anyMatch(note -> note.matches("\\(3 branches, 15 tokens at .*, seed 1\\)"));
  }

  @Test
  void theTreeIsDrawnWithThePresentPlace() throws IOException {
    List<String> lines = converse("/branch 2 The cat\n/pick 2\n/name calm\n\n/tree\n", 1L);
    String first = continued("The cat", 1).substring(7);
    String second = continued("The cat", Seeds.of(1, 1));
    String third = continued(second, 1).substring(second.length());
    assertThat(lines.subList(lines.size() - 4, lines.size()))
        .map(line -> line.replaceAll(" +-\\d+\\.\\d+$", ""))
        .containsExactly(
            "• 1  The cat",
            "  ├─ 2  " + first,
            "• └─ 3  [calm] " + second.substring(7),
            "▸    4  " + third);
  }

  @Test
  void undoingTakesNothingOutOfTheTree() throws IOException {
    List<String> lines =
        converse(
            "The cat\n/undo\n/undo\n/undo\n/redo\n/redo\n/redo\n/goto 1\n/goto 0\n/undo\n", 1L);
    String text = continued("The cat", 1);
    assertThat(lines)
        .containsExactly(text, "The cat", "", "The cat", text, "The cat", "", "The cat");
    assertThat(noted()).contains("nothing to undo", "nothing to redo");
  }

  @Test
  void anotherContinuationStandsBesideTheLast() throws IOException {
    List<String> lines = converse("The cat\n/again\n/again\n/goto 3\n/undo\n/undo\n/tree\n", 1L);
    String[] texts = {
      continued("The cat", 1),
      continued("The cat", Seeds.of(1, 1)),
      continued("The cat", Seeds.of(1, 2))
    };
    assertThat(lines.subList(0, 6))
        .containsExactly(
            texts[0], texts[1].substring(7), texts[2].substring(7), texts[1], texts[2], texts[1]);
    assertThat(lines.subList(6, lines.size())).hasSize(4);
  }

  @Test
  void theSameContinuationIsInTheTreeOnce() throws IOException {
    List<String> lines = converse("The cat\n/undo\n\nThe cat\n/tree\n", 1L);
    assertThat(lines.getLast()).startsWith("▸ 2  The cat");
    assertThat(noted())
        .filteredOn(note -> note.equals("the same as 2, which is in the tree already"))
        .hasSize(2);
  }

  @Test
  void aPersonsWordsAreAddedAsTheyAre() throws IOException {
    List<String> lines =
        converse("/max 0\nThe cat\n/add  sat\n/add\n on\n a mat\n/end\n/text\n", 1L);
    assertThat(lines.subList(lines.size() - 2, lines.size()))
        .containsExactly("The cat sat on", " a mat");
    assertThat(converse("/max 0\nThe\n/add\n", 1L)).containsExactly("The");
    assertThat(noted()).contains("/add: expected a text, found nothing");
  }

  @Test
  void severalLinesAreOneText() throws IOException {
    assertThat(converse("/max 0\n/paste\n/a\n\n on \\\n/end\n/text\n/tree\n", 1L))
        .containsExactly("/a", "", " on \\", "/a", "", " on \\", "▸ 1  /a\\n\\n on \\\\");
    assertThat(converse("/max 0\n/paste\nThe\ncat\n", 1L)).containsExactly("The", "cat");
    assertThat(converse("/paste\n/end\n", 1L)).isEmpty();
    assertThat(noted()).contains("/paste: expected lines and then /end, found no text");
  }

  @Test
  void twoSlashesBeginATextWithOne() throws IOException {
    assertThat(converse("/max 0\n//cat\n /sat\n/text\n", 1L))
        .containsExactly("/cat", " /sat", " /sat");
  }

  @Test
  void aCommandThatIsNotThereIsAnsweredWithTheNearest() throws IOException {
    converse("/brunch 3\n/und\n/gto 1\n/tr\n/xyzzy\n/usr/bin\n/HELP\n", 1L);
    String slash = " (to write text that begins with /, type //)";
    assertThat(noted())
        .containsExactly(
            "no such command: /brunch; did you mean /branch?" + slash,
            "no such command: /und; did you mean /undo?" + slash,
            "no such command: /gto; did you mean /goto?" + slash,
            "no such command: /tr; did you mean /tree?" + slash,
            "no such command: /xyzzy; /help lists them" + slash,
            "no such command: /usr/bin; /help lists them" + slash,
            "no such command: /HELP; did you mean /help?" + slash);
  }

  @Test
  void placesAreFoundByNumberAndName() throws IOException {
    List<String> lines =
        converse(
            """
            /max 0
            The cat
            /name the start
            /name 12
            sat
            /name the start
            /goto the start
            /goto 99
            /goto
            /name
            /goto the start
            """,
            1L);
    assertThat(lines).containsExactly("The cat", "sat", "The cat");
    assertThat(noted())
        .contains(
            "1 is the start",
            "/name: expected a name, found 12, a number of the tree",
            "/name: the start is the name of 1; choose another",
            "/goto: expected a number or a name of the tree, found 99; /tree shows them",
            "/goto: expected a number or a name; /tree shows them",
            "1 has no name",
            "/goto: expected a number or a name of the tree, found the start; /tree shows them");
  }

  @Test
  void aTreeIsSavedAndLoadedBesideWhatIsThere() throws IOException {
    Path file = folder.resolve("tree.json");
    List<String> before = converse("/branch 2 The cat\n/pick 2\n/tree\n/save " + file + "\n\n", 1L);
    assertThat(noted()).contains("4 places of the tree in " + file);
    List<String> after = converse("a mat.\n/load " + file + "\n/tree\n\n/save " + file + "\n", 1L);
    assertThat(after.get(1)).isEqualTo(before.get(2));
    assertThat(after.get(2)).isEqualTo("• 0  the beginning of every text");
    assertThat(after.get(3)).startsWith("  ├─ 2  a mat.");
    assertThat(after.get(4)).isEqualTo("• └─ 3  The cat");
    assertThat(after.getLast()).isEqualTo(before.getLast());
    assertThat(noted())
        .contains(
            file
                + ": already exists; choose another name, or replace it with /save --overwrite "
                + file);
    String old = Files.readString(file);
    converse("/load " + file + "\n/again\n/save --overwrite " + file + "\n", 1L);
    assertThat(Files.readString(file)).isNotEqualTo(old);
  }

  @Test
  void tokensOfAnotherModelAreReadAsText() throws IOException {
    Path file = folder.resolve("tree.json");
    converse("The cat\n/save " + file + "\n", 1L);
    TinyRun.writeCharacters(folder, "A mat. The cat sat on it.");
    List<String> lines = converse("/load " + file + "\n/again\n/text\n", 1L);
    assertThat(lines).hasSize(2).allMatch(line -> line.startsWith("The cat"));
    assertThat(noted())
        .contains(
            "1 stretches are in another model's tokens; this model reads them as text",
            "/again: expected a text that the model went on with, found your own words at its end;"
                + " an empty line goes on");
  }

  @Test
  void aTextIsLoadedAndWhatCannotBeIsExplained() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "The cat\nsat\n");
    Path wrong = Files.writeString(folder.resolve("b.json"), "{");
    assertThat(converse("/load " + file + "\n/load " + wrong + "\n/load\n/load x\0y\n/text\n", 1L))
        .containsExactly("The cat", "sat", "The cat", "sat");
    assertThat(noted())
        .anyMatch(note -> note.startsWith(wrong + ": not whole JSON at line 1, column "))
        .contains(
            "/load: expected the name of a file",
            "x\0y: no name of a file (Nul character not allowed)");
  }

  @Test
  void settingsAreListedAndChanged() throws IOException {
    List<String> lines =
        converse(
            """
            /set top-p 0.5
            /set TOP_K 3
            /set rep 1.5
            /set stop "\\n" "a \\"b\\""
            /set logit-bias 3=-5 1=2.5
            /set when stop
            /set seed 9
            /set
            /set top-p default
            /set stop none
            /set seed random
            /set top
            /set x 1
            /set min-p 2
            /set stop "a
            /set logit-bias 3
            /set max-tokens
            /set logit-bias 99=1
            """,
            null);
    assertThat(lines)
        .map(line -> line.strip().replaceAll(" {2,}", "|"))
        .containsExactly(
            "max-tokens|5|0 or more",
            "temperature|1.0|from 0 to 100",
            "top-k|3|-1 or more",
            "top-p|0.5|from 0 to 1",
            "min-p|0.0|from 0 to 1",
            "typical-p|1.0|from 0 to 1",
            "repetition-penalty|1.5|from 0.01 to 100",
            "frequency-penalty|0.0|from -100 to 100",
            "presence-penalty|0.0|from -100 to 100",
            "logit-bias|1=2.5 3=-5.0|ID=BIAS ID=BIAS … or none",
            "stop|\"\\n\" \"a \\\"b\\\"\"|TEXT, or \"TEXT\" \"TEXT\" …, or none",
            "when-full|stop|shift or stop",
            "seed|9|a whole number, or random");
    assertThat(noted())
        .containsSubsequence(
            "top-p 0.5",
            "top-k 3",
            "repetition-penalty 1.5",
            "stop \"\\n\" \"a \\\"b\\\"\"",
            "seed 9",
            "top-p 1.0",
            "stop none",
            "seed random",
            "/set: expected one of top-k, top-p, found top")
        .anyMatch(note -> note.startsWith("/set: expected one of max-tokens, temperature, "))
        .contains(
            "min-p: expected a number from 0 to 1, found 2",
            "logit-bias: expected ID=BIAS, a bias from -1000 to 1000, or none, found 3",
            "max-tokens 5",
            "logitBias must be of ids from 0 to 13: 99")
        .anyMatch(note -> note.startsWith("stop: expected a text, several in quotes"));
  }

  @Test
  void whatWasShownBeforeAnotherTextCannotBePicked() throws IOException {
    converse("/max 0\n/top 2 The\n/top 0 cat\n/pick 1\n/branch 2 a\n/pick 1\n", 1L);
    assertThat(noted()).filteredOn(note -> note.startsWith("nothing to pick from")).hasSize(2);
  }

  @Test
  void aSeedNeverDrawsTheSameBranchTwice() throws IOException {
    converse("/temperature 0\nThe cat\n/again\n/temperature 1\n/again\n/undo\n/again\n", 1L);
    assertThat(noted().stream().filter(note -> note.startsWith("(")).toList())
        .map(note -> note.replaceAll(".*seed (.*)\\)", "$1"))
        .containsExactly("1", "" + Seeds.of(1, 1), "" + Seeds.of(1, 2), "" + Seeds.of(1, 3));
    assertThat(noted()).containsOnlyOnce("the same as 2, which is in the tree already");
  }

  @Test
  void aStopTextEndsAContinuation() throws IOException {
    String whole = continued("The cat", 1);
    String stop = whole.substring(9, 11);
    List<String> lines = converse("/set stop \"" + stop + "\"\nThe cat\n/tree\n\n/text\n", 1L);
    int end = whole.indexOf(stop, 7);
    assertThat(lines.getFirst()).isEqualTo(whole.substring(0, end));
    assertThat(lines.get(1)).startsWith("▸ 2  " + whole.substring(0, end)).contains("  the end");
    assertThat(lines.getLast()).startsWith(whole.substring(0, end));
  }

  @Test
  void aTraceThatCannotBeMadeIsExplained() throws IOException {
    converse("/trace\n/trace The cat\n", 1L);
    assertThat(noted())
        .containsExactly(
            "/trace: expected a text, since the model has written nothing on the way to this place; /trace TEXT traces one",
            "no index");
  }

  private List<String> noted() {
    return notes.toString().lines().toList();
  }

  private List<String> converse(String lines, @Nullable Long seed) throws IOException {
    out = new StringWriter();
    notes = new StringWriter();
    byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
    try (TextModel run = TextModel.open(folder);
        LineSource source = new PipedLines(new ByteArrayInputStream(bytes))) {
      new PromptLoop(
              new PromptModel("tiny", run, PromptTreeTest::noIndex),
              new PromptSettings(options(run, 0), seed),
              source,
              new Screen(new PrintWriter(out), new PrintWriter(notes), false))
          .run();
    }
    return out.toString().lines().toList();
  }

  private static TraceIndex noIndex() {
    throw new TrainingException("no index");
  }

  private String continued(String text, long seed) {
    try (TextModel run = TextModel.open(folder)) {
      return text + run.generate(text, options(run, seed)).text();
    }
  }

  /** So that each token has a text. */
  private static GenerationOptions options(TextModel run, long seed) {
    Map<Integer, Double> none = new HashMap<>();
    run.tokenizer().specialTokens().values().forEach(id -> none.put(id, -1000.0));
    return GenerationOptions.sampled(TOKENS, seed).with(Penalties.NONE.withLogitBias(none));
  }
}
