package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.tokenizer.train.ByteVocabulary;
import dev.continuo.tokenizer.train.CharacterTrainer;
import dev.continuo.tokenizer.train.TrainingProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CorpusCommandTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void pairsGoToStandardOutputOrAFile() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "The fog comes on little cat feet.");
    assertThat(run("pairs", text.toString())).isZero();
    assertThat(out.toString())
        .startsWith("{\"document\":\"" + text + "#1\",\"span\":[0,33],\"cut\":")
        .endsWith(" feet.\"}\n");
    Path pairs = folder.resolve("pairs.jsonl");
    assertThat(run("pairs", text.toString(), "-o", pairs.toString())).isZero();
    assertThat(pairs).hasContent(out.toString());
    assertThat(err.toString()).contains("1 pairs");
  }

  @Test
  void optionsThatDoNotFitAreWrongUsage() {
    assertThat(run("build", "a.txt", "-o", "b", "--tokenizer", "t", "--val-share", "7"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--val-share: expected a number between 0 and 1");
    String[] both = {
      "build", "a.txt", "-o", "b", "--tokenizer", "t", "--val-share", "0.1", "--val", "v.txt"
    };
    assertThat(run(both)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--val and --val-share contradict each other");
    assertThat(run("pairs", "a.txt", "--span-bytes", "1")).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  @Test
  void wrongChoicesAreWrongUsage() {
    String[][] wrong = {
      {"--dedup", "none"},
      {"--bands", "0"},
      {"--memory", "much"},
      {"--memory", "1k"},
      {"--threads", "0"},
      {"--exclude-words", "2"},
      {"--filters", "mine"},
      {"--languages", "xx"},
      {"--encoding", "none"}
    };
    for (String[] option : wrong) {
      assertThat(run("stats", "a.txt", option[0], option[1]))
          .as(String.join(" ", option))
          .isEqualTo(CommandLine.ExitCode.USAGE);
    }
  }

  @Test
  void statsAndSamplesOfTextSayWhatIsThere() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "Fog.\n\n\nCats.\n\n\nFog.");
    assertThat(run("stats", text.toString())).isZero();
    assertThat(out.toString()).contains("step", "duplicates", "1  duplicate");
    assertThat(run("sample", text.toString(), "-n", "9")).isZero();
    assertThat(out.toString()).contains("── " + text + "#1\nFog.\n", "── " + text + "#2\nCats.\n");
    assertThat(run("sample", text.toString(), "-n", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  @Test
  void aBuiltCorpusShowsItsReportAndItsDocuments() throws IOException {
    Path text = folder.resolve("a.txt");
    StringBuilder poems = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      poems.append(
          String.format(
              Locale.ROOT, "Poem %d: the fog comes on %d little cat feet.\n\n\n", i, i * i));
    }
    Files.writeString(text, poems);
    Path tokenizer = folder.resolve("tokenizer.json");
    ByteVocabulary.create().write(tokenizer);
    Path corpus = folder.resolve("corpus");
    Path dropped = folder.resolve("dropped.jsonl");
    String[] build = {
      "build",
      text.toString(),
      "-o",
      corpus.toString(),
      "--tokenizer",
      tokenizer.toString(),
      "--keep-dropped",
      dropped.toString()
    };
    assertThat(run(build)).isZero();
    assertThat(dropped).isRegularFile();
    String report = out.toString();
    assertThat(report).contains("unique training tokens, good for 4 epochs", "tokens per byte");
    assertThat(run("stats", corpus.toString())).isZero();
    assertThat(out.toString().substring(report.length()))
        .contains("training: tokens in a document", "kinds of tokens occur");
    assertThat(run("sample", corpus.toString(), "-n", "2", "--characters", "4")).isZero();
    assertThat(out.toString()).contains("Poem\n…");
  }

  @Test
  void whatIsNotReadIsToldAndNothingIsAFailure() throws IOException {
    Path word = Files.writeString(folder.resolve("a.docx"), "PK\u0003\u0004 word/document.xml");
    Path text = Files.writeString(folder.resolve("a.txt"), "The fog comes on little cat feet.");
    for (String command : new String[] {"sample", "pairs"}) {
      assertThat(run(command, word.toString())).as(command).isEqualTo(1);
      assertThat(err.toString()).contains("found none to keep", "not supported: Word document");
      err.getBuffer().setLength(0);
      assertThat(run(command, word.toString(), text.toString())).as(command).isZero();
      assertThat(err.toString())
          .contains("skipped    " + word + ": not supported: Word document")
          .contains("dropped    1 × unsupported");
      err.getBuffer().setLength(0);
    }
    Path line = Files.writeString(folder.resolve("word.txt"), "Fog");
    assertThat(run("pairs", line.toString())).isZero();
    assertThat(err.toString()).contains("no pairs   every span of the text is a single word");
  }

  @Test
  void charactersThatTheVocabularyLacksAreToldAndKeepTheirEndings() throws IOException {
    StringBuilder poems = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      poems.append("床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。%s\n\n\n".formatted(i));
      poems.append("The fog comes on %s little cat feet.\n\n\n".formatted(i));
    }
    Path text = Files.writeString(folder.resolve("a.txt"), poems);
    Path tokenizer = folder.resolve("tokenizer.json");
    CharacterTrainer.train(
            List.of("床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。 0123456789").iterator(), new TrainingProgress() {})
        .write(tokenizer);
    Path corpus = folder.resolve("corpus");
    String[] build = {
      "build", text.toString(), "-o", corpus.toString(), "--tokenizer", tokenizer.toString()
    };
    assertThat(run(build)).isZero();
    assertThat(out.toString())
        .contains("unknown: ", "characters (", "are not in the vocabulary", "held out: end of");
    CorpusReport report = new CorpusFolder(corpus).report();
    assertThat(report.both().unknown()).isEqualTo(20L * "Thefogcomesonlittlecatfeet.".length());
    assertThat(report.both().spans()).isEqualTo(report.both().documents()).isGreaterThan(20);
    assertThat(run("build", text.toString(), "-o", corpus + "2", "--tokenizer", bytes().toString()))
        .isZero();
    assertThat(new CorpusFolder(Path.of(corpus + "2")).report().both().unknown()).isZero();
  }

  private Path bytes() throws IOException {
    Path file = folder.resolve("bytes.json");
    ByteVocabulary.create().write(file);
    return file;
  }

  @Test
  void aMissingFileFailsInOneLine() {
    assertThat(run("pairs", folder.resolve("none.txt").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("none.txt: expected a text file or a folder");
  }

  private int run(String... arguments) {
    CommandLine line = ContinuoCommand.line();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(
        Stream.concat(Stream.of("corpus"), Stream.of(arguments)).toArray(String[]::new));
  }
}
