package dev.continuo.cli.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.run.TinyRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The {@code continuo} script in a folder of its own, as if it were built there: what it starts is
 * this JVM's Java with the tests' classes.
 */
final class LauncherTest {

  private static final String JAVA =
      """
      #!/bin/sh
      while [ "$1" != dev.continuo.cli.main.Main ]; do shift; done
      exec "$TEST_JAVA" $TEST_FLAGS -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "$TEST_CLASSES" "$@"
      """;

  @TempDir private Path folder;
  private Path launcher;
  private Path jdk;

  @BeforeEach
  void build() throws IOException {
    Path home = Files.createDirectories(folder.resolve("home"));
    launcher = home.resolve("continuo");
    Files.copy(Path.of("../continuo"), launcher);
    Files.createDirectories(home.resolve("inference-cli/src/main"));
    Path old = Files.writeString(home.resolve("inference-cli/pom.xml"), "");
    Files.setLastModifiedTime(old, FileTime.fromMillis(0));
    Files.setLastModifiedTime(
        Files.writeString(home.resolve("pom.xml"), ""), FileTime.fromMillis(0));
    Path target = Files.createDirectories(home.resolve("inference-cli/target"));
    Files.writeString(target.resolve("built"), "");
    jdk = folder.resolve("jdk");
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
    for (String name : List.of("java", "javac")) {
      Path file = Files.writeString(jdk.resolve("bin").resolve(name), JAVA);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private String run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run("", environment, arguments);
  }

  private String run(String redirection, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
    // Bytes of UTF-8, whatever this JVM's own locale takes arguments for.
    StringBuilder quoted = new StringBuilder("exec");
    for (String argument : command) {
      quoted.append(" '").append(argument).append('\'');
    }
    for (String argument : arguments) {
      quoted.append(" '").append(argument).append('\'');
    }
    quoted.append(' ').append(redirection);
    Path script = Files.writeString(folder.resolve("script.sh"), quoted);
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", script.toString());
    builder.directory(folder.toFile()).redirectErrorStream(true);
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    variables.put("JAVA_HOME", jdk.toString());
    variables.put("TEST_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    variables.put(
        "TEST_CLASSES",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    variables.put("TEST_FLAGS", "");
    variables.putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @Test
  void argumentsAndNamesOfFilesAreUtf8InALocaleOfAscii() throws IOException, InterruptedException {
    Path model = folder.resolve("春");
    TinyRun.write(Files.createDirectories(model));
    String[] inspect = {"tokenizer", "inspect", "-t", "春", "望"};
    for (Map<String, String> locale :
        List.of(
            Map.of("LC_ALL", "C"), Map.of("LANG", "POSIX"), Map.of("LC_CTYPE", "xx_YY.UTF-8"))) {
      assertThat(run(locale, inspect)).as(locale.toString()).startsWith("望\t").contains("3 bytes");
    }
  }

  @Test
  void aStreamThatIsClosedIsNoFileOfJavas() throws IOException, InterruptedException {
    TinyRun.write(folder);
    Map<String, String> none = Map.of();
    assertThat(run("<&-", none, "generate", "-m", ".", "--max-tokens", "1"))
        .contains("the prompt is empty");
    assertThat(run(">&-", none, "tokenizer", "inspect", "-t", ".", "a"))
        .isEqualTo("continuo: standard output is closed\n");
    assertThat(run("2>&-", none, "tokenizer", "inspect", "-t", ".", "a")).startsWith("a\t65\n");
  }

  @Test
  void numbersAreAlikeInEveryLocale() throws IOException, InterruptedException {
    TinyRun.write(folder);
    String[] inspect = {"tokenizer", "inspect", "-t", ".", "--summary", "ab".repeat(600)};
    String usual = run(Map.of(), inspect);
    assertThat(usual).contains("1,200 tokens", "1.00 bytes per token");
    for (String locale : List.of("ar -Duser.country=EG", "fa", "de", "th -Duser.variant=TH")) {
      String found = run(Map.of("TEST_FLAGS", "-Duser.language=" + locale), inspect);
      assertThat(found).as(locale).isEqualTo(usual);
    }
  }
}
