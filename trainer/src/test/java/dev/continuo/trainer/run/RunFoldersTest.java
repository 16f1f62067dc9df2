package dev.continuo.trainer.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFoldersTest {

  @TempDir private Path folder;

  /** As {@code continuo train <(zcat text.gz)} names it: a link to a pipe without a name. */
  @Test
  void aPipeLiesInNoRun() throws IOException {
    RunPaths run = new RunPaths(folder);
    Files.createDirectories(run.own());
    Path text = Files.writeString(run.runFile(), "{}");
    assertThatThrownBy(() -> RunFolders.requireOutsideOfRun(folder, text))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("would be replaced");
    Process process = new ProcessBuilder("sleep", "100").start();
    try {
      Path pipe = Path.of("/proc/" + process.pid() + "/fd/1");
      assertThatCode(() -> RunFolders.requireOutsideOfRun(folder, pipe)).doesNotThrowAnyException();
    } finally {
      process.destroyForcibly();
    }
  }
}
