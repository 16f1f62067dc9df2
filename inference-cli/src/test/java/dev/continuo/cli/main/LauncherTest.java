package dev.continuo.cli.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.run.TinyRun;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
      while [ "$1" != dev.continuo.cli.main.Main ]; do
        if [ "$1" = -cp ]; then libraries=${2%/*}; fi
        shift
      done
      if [ -n "${TEST_SERVICE:-}" ]; then
        touch "$TEST_SERVICE" && while [ -e "$TEST_SERVICE" ]; do sleep 0.05; done
        exec cat "$libraries/jar"
      fi
      exec "$TEST_JAVA" $TEST_FLAGS -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "$TEST_CLASSES" "$@"
      """;

  /** "Builds" a jar that holds the source. */
  private static final String MAVEN =
      """
      #!/bin/sh
      echo run >>../maven-runs
      for argument in "$@"; do case $argument in -Dlauncher=*) new=${argument#*=} ;; esac; done
      mkdir -p "$new" && cp inference-cli/src/main/Main.java "$new/jar"
      """;

  @TempDir private Path folder;
  private Path launcher;
  private Path jdk;
  private Path source;

  @BeforeEach
  void build() throws IOException {
    Path home = Files.createDirectories(folder.resolve("home"));
    launcher = home.resolve("continuo");
    Files.copy(Path.of("../continuo"), launcher);
    source = Files.createDirectories(home.resolve("inference-cli/src/main")).resolve("Main.java");
    Files.writeString(source, "first\n");
    Files.writeString(home.resolve("inference-cli/pom.xml"), "");
    Files.writeString(home.resolve("pom.xml"), "");
    program(folder.resolve("maven/mvn"), MAVEN);
    jdk = folder.resolve("jdk");
    program(jdk.resolve("bin/java"), JAVA);
    program(jdk.resolve("bin/javac"), JAVA);
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
  }

  private static void program(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run("", environment, arguments);
  }

  private String run(String redirection, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(redirection, environment, arguments);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.replaceFirst("^continuo: building .*\n", "");
  }

  private Process start(String redirection, Map<String, String> environment, String... arguments)
      throws IOException {
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
    variables.put("PATH", folder.resolve("maven") + File.pathSeparator + variables.get("PATH"));
    variables.put("JAVA_HOME", jdk.toString());
    variables.put("TEST_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    variables.put(
        "TEST_CLASSES",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    variables.put("TEST_FLAGS", "");
    variables.putAll(environment);
    return builder.start();
  }

  /** How often Maven ran, and which content each folder of jars was built from. */
  private String builds() throws IOException {
    List<String> contents = new ArrayList<>();
    try (Stream<Path> folders =
        Files.list(launcher.resolveSibling("inference-cli/target/launcher"))) {
      for (Path jars : (Iterable<Path>) folders::iterator) {
        if (Files.exists(jars.resolve("lock")) && !Files.isSymbolicLink(jars)) {
          contents.add(Files.readString(jars.resolve("jar")).strip());
        }
      }
    }
    int runs = Files.readAllLines(folder.resolve("maven-runs")).size();
    return runs + contents.stream().sorted().toList().toString();
  }

  @Test
  void aChangeOfContentAloneBuilds() throws IOException, InterruptedException {
    run(Map.of(), "--version");
    assertThat(builds()).isEqualTo("1[first]");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    Files.writeString(source.resolveSibling(".Main.java.swp"), "an editor's");
    run(Map.of(), "--version");
    assertThat(builds()).as("touched").isEqualTo("1[first]");
    FileTime before = Files.getLastModifiedTime(source);
    Files.writeString(source, "next \n");
    Files.setLastModifiedTime(source, FileTime.fromMillis(before.toMillis() - 3_600_000));
    run(Map.of(), "--version");
    assertThat(builds()).as("changed, and older").isEqualTo("2[next]");
    Files.writeString(source.resolveSibling("More.java"), "");
    run(Map.of(), "--version");
    assertThat(builds()).as("one more").isEqualTo("3[next]");
    Files.delete(source.resolveSibling("More.java"));
    run(Map.of(), "--version");
    assertThat(builds()).as("one less").isEqualTo("4[next]");
  }

  @Test
  void aRunningServiceKeepsItsJars() throws IOException, InterruptedException {
    Path serving = folder.resolve("serving");
    Process service = start("", Map.of("TEST_SERVICE", serving.toString()), "serve");
    while (service.isAlive() && !Files.exists(serving)) {
      Thread.sleep(20);
    }
    Files.writeString(source, "second\n");
    run(Map.of(), "--version");
    assertThat(builds()).isEqualTo("2[first, second]");
    Files.writeString(source, "first\n");
    run(Map.of(), "--version");
    assertThat(builds()).as("back to what is there").isEqualTo("2[first, second]");
    Files.writeString(source, "third\n");
    run(Map.of(), "--version");
    assertThat(builds()).isEqualTo("3[first, third]");
    Files.delete(serving);
    assertThat(new String(service.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .endsWith("first\n");
    service.waitFor();
    Files.writeString(source, "fourth\n");
    run(Map.of(), "--version");
    assertThat(builds()).isEqualTo("4[fourth]");
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
