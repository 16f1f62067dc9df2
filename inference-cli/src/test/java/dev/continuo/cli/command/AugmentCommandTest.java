package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentCommandTest {

  @TempDir Path folder;

  @Test
  void writesExamplesThatACorpusIsBuiltOf() throws IOException {
    Path file = folder.resolve("calc.jsonl");
    Commands.Result made =
        Commands.run("augment", "--tool", "calc", "--examples", "300", "-o", file);
    assertThat(made.status()).isZero();
    assertThat(made.errors()).contains("calc.jsonl: 300 examples");
    assertThat(Files.readAllLines(file)).hasSize(300);
    Commands.Result read = Commands.run("corpus", "stats", file, "--json");
    assertThat(read.status()).isZero();
    assertThat(read.out()).containsPattern("\"documents_in\" *: 300\\b");
    Path again = folder.resolve("again.jsonl");
    Commands.run("augment", "--tool", "calc", "--examples", "300", "-o", again);
    assertThat(again).hasSameBinaryContentAs(file);
  }

  @Test
  void replacesNoFileUnasked() throws IOException {
    Path file = folder.resolve("mine.txt");
    Files.writeString(file, "mine");
    Commands.Result refused = Commands.run("augment", "--tool", "calc", "-o", file);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.errors()).contains("mine.txt", "--overwrite");
    assertThat(file).hasContent("mine");
    assertThat(Commands.run("augment", "-o", file).status()).isEqualTo(2);
    assertThat(Commands.run("augment", "--tool", "calc", "--examples", "0", "-o", file).status())
        .isEqualTo(2);
  }
}
