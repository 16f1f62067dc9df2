package dev.continuo.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java on the page about extending: all of it compiles, and its step runs. */
class ExtendingPageTest {

  private static final Path PAGE = Path.of("../docs/extending.md");
  private static final Pattern PRINTS = Pattern.compile("this prints `(.*?)`");

  @TempDir Path folder;

  @Test
  void itsStepCompilesRunsAndPrintsWhatThePageSays() throws IOException, InterruptedException {
    String page = Files.readString(PAGE);
    List<String> blocks = PageJava.blocks(page);
    assertThat(blocks).hasSize(3);
    String program =
        """
        import dev.continuo.corpus.document.*;
        import dev.continuo.corpus.report.CorpusReport;
        import dev.continuo.corpus.step.*;
        import dev.continuo.trainer.run.Training;
        import java.nio.file.Path;
        import java.util.List;
        %s
        final class Run {
          public static void main(String[] arguments) {
            %s
          }

          static void train() {
            %s
          }
        }
        """
            .formatted(blocks.get(0), blocks.get(1), blocks.get(2));
    PageJava.compile(program, "Run", folder);
    Files.createDirectory(folder.resolve("texts"));
    Files.writeString(
        folder.resolve("texts/a.txt"), "A text.\n\n\n1 2 3 4 5 6\n7 8 9 0\n\n\nAnother.");
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder + File.pathSeparator + PageJava.CLASS_PATH,
                "Run")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    String said = PRINTS.matcher(page).results().findFirst().orElseThrow().group(1);
    assertThat(output).content().isEqualTo(said + "\n");
  }
}
