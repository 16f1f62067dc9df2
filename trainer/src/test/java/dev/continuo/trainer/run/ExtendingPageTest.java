package dev.continuo.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training in docs/extending.md compiles. */
class ExtendingPageTest {

  private static final Path PAGE = Path.of("..", "docs", "extending.md");
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void itsTrainingCompiles() throws IOException {
    List<String> blocks =
        JAVA.matcher(Files.readString(PAGE))
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    String program =
        """
        import dev.continuo.corpus.document.*;
        import dev.continuo.trainer.run.Training;
        import java.nio.file.Path;
        %s
        final class Run {
          static void run() {
            %s
          }
        }
        """
            .formatted(blocks.get(0), blocks.get(2));
    Path source = Files.writeString(folder.resolve("Run.java"), program);
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    StringWriter messages = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options = List.of("-proc:none", "-cp", classPath, "-d", folder.toString());
      assertThat(
              compiler
                  .getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                  .call())
          .as(messages.toString())
          .isTrue();
    }
  }
}
