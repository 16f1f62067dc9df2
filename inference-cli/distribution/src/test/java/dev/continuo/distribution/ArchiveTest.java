package dev.continuo.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archives, unpacked and started as a user does who has nothing else. */
final class ArchiveTest {

  private static final Path ARCHIVE = Path.of(System.getProperty("archive"));
  private static final int SMALL = 9; // the preset of archives that are given to anybody

  @TempDir private Path folder;

  private Path unpacked(String ending, String... program) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.add(ARCHIVE + ending);
    assertThat(run(Map.of(), command)).isEmpty();
    return folder.resolve(ARCHIVE.getFileName()).resolve("bin/continuo");
  }

  private String run(Map<String, String> variables, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "HOME", folder.toString()));
    builder.environment().putAll(variables);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private void trainsAndWrites(String... command) throws IOException, InterruptedException {
    Map<String, String> none = Map.of();
    String text = folder.resolve(ARCHIVE.getFileName()).resolve("data/tang-300.txt").toString();
    List<String> train = new ArrayList<>(List.of(command));
    train.addAll(List.of("train", text, "-o", "run", "--tokenizer", "char", "--depth", "1"));
    train.addAll(List.of("--context", "32", "--batch", "4", "--steps", "3", "--overwrite"));
    assertThat(run(none, train)).contains("after 3 steps").doesNotContain("WARNING");
    List<String> generate = new ArrayList<>(List.of(command));
    generate.addAll(List.of("generate", "-m", "run", "春", "--max-tokens", "5", "--seed", "1"));
    assertThat(run(none, generate)).contains("春", "seed 1").doesNotContain("WARNING");
  }

  @Test
  void runsWithItsOwnRuntime() throws IOException, InterruptedException {
    String platform = Platform.here().name();
    String continuo = unpacked("-" + platform + "-portable.tar.xz", "tar", "-xJf").toString();
    assertThat(run(Map.of(), List.of(continuo, "--version"))).matches("continuo [0-9]+\\..*\n");
    assertThat(run(Map.of(), List.of(continuo, "doctor"))).doesNotContain("WARNING", "2.7.1");
    trainsAndWrites(continuo);
    Path home = folder.resolve(ARCHIVE.getFileName());
    assertThat(home.resolve("share/man/man1/continuo-train.1")).isNotEmptyFile();
    assertThat(home.resolve("share/completion/continuo")).isNotEmptyFile();
    assertThat(home.resolve("data/fetch")).as("a script without its programs").doesNotExist();
    assertThat(home.resolve("docs/first-hour.md")).isNotEmptyFile();
    namesCommandsThatAreThere(home.resolve("README.md"), continuo);
  }

  private void namesCommandsThatAreThere(Path page, String continuo)
      throws IOException, InterruptedException {
    List<String> commands =
        Pattern.compile("continuo ([a-z]+) -m")
            .matcher(Files.readString(page))
            .results()
            .map((MatchResult found) -> found.group(1))
            .distinct()
            .toList();
    assertThat(commands).hasSizeGreaterThan(5);
    for (String command : commands) {
      assertThat(run(Map.of(), List.of(continuo, command, "--help"))).contains("--model");
    }
  }

  @Test
  void runsWithLibtorchWhereThereIsOne() throws IOException, InterruptedException {
    assertThat(ARCHIVE.resolve("lib")).isDirectoryContaining("glob:**/pytorch-native-*.jar");
    Files.createSymbolicLink(folder.resolve("continuo"), ARCHIVE.resolve("bin/continuo"));
    Files.createSymbolicLink(folder.resolve(ARCHIVE.getFileName()), ARCHIVE);
    trainsAndWrites(folder.resolve("continuo").toString());
  }

  @Test
  void runsWithAJavaThatIsThere() throws IOException, InterruptedException {
    String continuo = unpacked("-java.zip", "unzip", "-q").toString();
    Map<String, String> java = Map.of("JAVA_HOME", System.getProperty("java.home"));
    assertThat(run(java, List.of(continuo, "--version"))).startsWith("continuo ");
    assertThat(Path.of(continuo + ".bat")).isNotEmptyFile();
  }

  @Test
  void isSmallEnoughToBeFetched() throws IOException {
    if (Integer.getInteger("preset") == SMALL) {
      String platform = ARCHIVE + "-" + Platform.here().name();
      assertThat(Files.size(Path.of(platform + "-portable.tar.xz"))).isLessThan(60_000_000);
      assertThat(Files.size(Path.of(platform + ".tar.xz"))).isLessThan(150_000_000);
    }
    assertThat(Files.size(Path.of(ARCHIVE + "-java.zip"))).isLessThan(150_000_000);
  }
}
