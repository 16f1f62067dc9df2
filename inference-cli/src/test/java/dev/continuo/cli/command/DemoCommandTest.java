package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that a person types first. */
final class DemoCommandTest {

  private static final String HOME = "continuo.home";

  @TempDir Path folder;

  @Test
  void trainsAndContinuesAPrompt() {
    String before = System.getProperty(HOME);
    System.setProperty(HOME, "..");
    try {
      Path run = folder.resolve("run");
      Commands.Result result = Commands.run("demo", "--minutes", 0.02, "-o", run, "LOVE, n.");
      assertThat(result.status()).as(result.errors()).isZero();
      assertThat(result.out()).contains("held-out loss").containsPattern("(?m)^LOVE, n\\.");
      assertThat(result.errors())
          .contains("continue your own text with: continuo prompt -m " + run);
    } finally {
      if (before == null) {
        System.clearProperty(HOME);
      } else {
        System.setProperty(HOME, before);
      }
    }
  }
}
