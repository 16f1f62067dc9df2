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

/** The Java that stands on pages of the documentation. */
final class PageJava {

  static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private PageJava() {}

  static List<String> blocks(String page) {
    return BLOCK.matcher(page).results().map((MatchResult found) -> found.group(1)).toList();
  }

  /** Compiles a program into a folder. */
  static void compile(String program, String name, Path folder) throws IOException {
    Path source = Files.writeString(folder.resolve(name + ".java"), program);
    StringWriter messages = new StringWriter();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options = List.of("-proc:none", "-cp", CLASS_PATH, "-d", folder.toString());
      assertThat(
              compiler
                  .getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                  .call())
          .as(messages.toString())
          .isTrue();
    }
  }
}
