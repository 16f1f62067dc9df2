package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.reference.ManPages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a page of Markdown, manual pages, and completion. */
final class ReferenceTest {

  @Test
  void thePageOfAllCommandsIsWhatTheHelpSays() throws IOException {
    String expected = Commands.run("reference", "markdown").out();
    assertThat(Files.readString(Path.of("../docs/cli.md")))
        .as("docs/cli.md; write it anew: ./continuo reference markdown > docs/cli.md")
        .isEqualTo(expected);
  }

  @Test
  void eachCommandHasAManualPage() {
    Map<String, String> pages = ManPages.of(ContinuoCommand.line());
    assertThat(pages).containsKeys("continuo.1", "continuo-train.1", "continuo-corpus-build.1");
    assertThat(pages.get("continuo-corpus-build.1"))
        .startsWith(".TH CONTINUO-CORPUS-BUILD 1")
        .contains(".SH NAME\ncontinuo\\-corpus\\-build \\- ", "\n.TP\n\\fB\\-\\-threads=");
    assertThat(Commands.run("reference", "man", "corpus", "build").out())
        .isEqualTo(pages.get("continuo-corpus-build.1"));
    assertThat(Commands.run("reference", "man", "corpus", "bild").errors())
        .contains("expected one of", "build", "found bild");
  }

  @Test
  void aShellCompletesCommandsAndOptions(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path script =
        Files.writeString(
            folder.resolve("completion"), Commands.run("reference", "completion").out());
    assertThat(completed(script, "continuo", "tok")).contains("tokenizer");
    assertThat(completed(script, "continuo", "train", "--min")).contains("--minutes");
  }

  private static String completed(Path script, String... words)
      throws IOException, InterruptedException {
    String program =
        """
        source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"
        _complete_continuo; echo "${COMPREPLY[@]}"
        """;
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", program, script.toString());
    builder.command().addAll(List.of(words));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
