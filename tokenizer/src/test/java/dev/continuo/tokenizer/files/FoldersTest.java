package dev.continuo.tokenizer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

  @TempDir private Path folder;

  private Path place;
  private Path away;
  private Path filled;

  @BeforeEach
  void fill() throws IOException {
    place = Files.createDirectory(folder.resolve("place"));
    away = Files.createDirectory(folder.resolve("away"));
    filled = Files.createDirectory(folder.resolve("filled"));
    Files.writeString(place.resolve("thesis"), "precious");
    Files.writeString(Files.createDirectory(place.resolve("own")).resolve("run"), "old");
    Files.writeString(place.resolve("weights"), "old");
    Files.writeString(Files.createDirectory(filled.resolve("own")).resolve("run"), "new");
  }

  @Test
  void exchangesWhatIsNamedAndKeepsTheRest() throws IOException {
    Folders.exchange(
        place,
        List.of(Path.of("own/run"), Path.of("weights"), Path.of("missing")),
        away,
        filled,
        List.of(Path.of("own/run")));
    assertThat(place.resolve("thesis")).hasContent("precious");
    assertThat(place.resolve("own/run")).hasContent("new");
    assertThat(place.resolve("weights")).doesNotExist();
    assertThat(away.resolve("weights")).hasContent("old");
  }

  @Test
  void leavesAllAsItWasWhereItFails() {
    assertThatThrownBy(
            () ->
                Folders.exchange(
                    place,
                    List.of(Path.of("own/run"), Path.of("weights")),
                    away,
                    filled,
                    List.of(Path.of("own/run"), Path.of("missing"))))
        .isInstanceOf(IOException.class);
    assertThat(place.resolve("own/run")).hasContent("old");
    assertThat(place.resolve("weights")).hasContent("old");
    assertThat(filled.resolve("own/run")).hasContent("new");
  }
}
