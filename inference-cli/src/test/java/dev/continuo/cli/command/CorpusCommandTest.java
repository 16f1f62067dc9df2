package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void aMissingFileFailsInOneLine() {
    assertThat(run("pairs", folder.resolve("none.txt").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("none.txt: expected a text file or a folder");
  }

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new CorpusCommand());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    line.setExecutionExceptionHandler(
        (e, command, result) -> {
          command.getErr().println(e.getMessage());
          return 1;
        });
    return line.execute(arguments);
  }
}
