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

  private static final List<Path> NAMES =
      List.of(Path.of("own/run"), Path.of("weights"), Path.of("text"));

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
  }

  /** As a process leaves it that is killed after the first of the moves. */
  @Test
  void putsBackWhatWasMovedAwayAndKeepsWhatWasNot() throws IOException {
    Files.createDirectory(away.resolve("own"));
    Files.move(place.resolve("own/run"), away.resolve("own/run"));
    assertThat(Folders.isHalfExchanged(place, NAMES, away)).isTrue();
    Folders.putBack(place, NAMES, away);
    assertThat(place.resolve("own/run")).hasContent("old");
    assertThat(place.resolve("weights")).hasContent("old");
    assertThat(Folders.isHalfExchanged(place, NAMES, away)).isFalse();
  }

  /** As a process leaves it that is killed before the last of the moves. */
  @Test
  void takesBackWhatHadComeAlready() throws IOException {
    Files.writeString(filled.resolve("weights"), "new");
    Files.writeString(filled.resolve("text"), "new");
    Folders.exchange(place, NAMES, away, filled, List.of(Path.of("text"), Path.of("weights")));
    assertThat(Folders.isHalfExchanged(place, NAMES, away)).isTrue();
    Folders.putBack(place, NAMES, away);
    assertThat(place.resolve("own/run")).hasContent("old");
    assertThat(place.resolve("weights")).hasContent("old");
    assertThat(place.resolve("text")).doesNotExist();
    assertThat(place.resolve("thesis")).hasContent("precious");
    assertThat(Folders.isHalfExchanged(place, NAMES, away)).isFalse();
  }

  /** What was in a place without the first of the names is not lost either. */
  @Test
  void putsBackWhereTheFirstWasMissing() throws IOException {
    Files.delete(place.resolve("own/run"));
    Files.move(place.resolve("weights"), away.resolve("weights"));
    assertThat(Folders.isHalfExchanged(place, NAMES, away)).isTrue();
    Folders.putBack(place, NAMES, away);
    assertThat(place.resolve("weights")).hasContent("old");
    assertThat(Folders.isHalfExchanged(place, NAMES, away)).isFalse();
  }
}
