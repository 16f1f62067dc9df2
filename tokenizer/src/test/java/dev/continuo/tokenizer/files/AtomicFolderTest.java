package dev.continuo.tokenizer.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFolderTest {

  private static final List<String> NAMES = List.of("report", "shard");

  @TempDir private Path folder;

  private Path place = Path.of("");

  @BeforeEach
  void fill() throws IOException {
    place = Files.createDirectory(folder.resolve("corpus"));
    for (String name : NAMES) {
      Files.writeString(place.resolve(name), "old");
    }
    Files.writeString(place.resolve("thesis"), "precious");
  }

  @Test
  void replacesItsFilesAndNoOthers() throws IOException {
    try (AtomicFolder whole = new AtomicFolder(place, NAMES)) {
      Files.writeString(whole.path().resolve("report"), "new");
      assertThat(place.resolve("report")).hasContent("old");
      whole.finish();
    }
    assertThat(place.resolve("report")).hasContent("new");
    assertThat(place.resolve("shard")).doesNotExist();
    assertThat(place.resolve("thesis")).hasContent("precious");
    assertThat(place).isDirectoryNotContaining("glob:**.continuo-part");
  }

  /** As a process leaves it that is killed while it moves older files away. */
  @Test
  void putsBackWhatAKilledProcessHasMovedAway() throws IOException {
    try (Scratch left = Scratch.take(place.resolve(".continuo-part"))) {
      Path old = Files.createDirectory(left.path().resolve("old"));
      Files.move(place.resolve("report"), old.resolve("report"));
      Files.move(place.resolve("shard"), old.resolve("shard"));
      Files.writeString(place.resolve("shard"), "new");
    }
    assertThat(AtomicFolder.isHalfExchanged(place, NAMES)).isTrue();
    try (AtomicFolder whole = new AtomicFolder(place, NAMES)) {
      assertThat(whole.path()).isEmptyDirectory();
    }
    assertThat(AtomicFolder.isHalfExchanged(place, NAMES)).isFalse();
    assertThat(place.resolve("report")).hasContent("old");
    assertThat(place.resolve("shard")).hasContent("old");
  }

  @Test
  void keepsWhatCouldNotBePutBack() throws IOException {
    try (AtomicFolder whole = new AtomicFolder(place, NAMES)) {
      Path old = Files.createDirectory(whole.path().resolveSibling("old"));
      Files.move(place.resolve("report"), old.resolve("report"));
    }
    assertThat(place.resolve(".continuo-part/old/report")).hasContent("old");
  }
}
