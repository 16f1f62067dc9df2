package dev.continuo.tokenizer.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {

  @TempDir private Path folder;

  @Test
  void whatWasLeftIsThereForTheNext() throws IOException {
    Path place = folder.resolve("mine");
    try (Scratch first = Scratch.beside(place, "work")) {
      assertThat(first.path()).isEqualTo(folder.resolve("mine.work"));
      Files.writeString(first.path().resolve("half"), "done");
    }
    Scratch next = Scratch.beside(place, "work");
    assertThat(next.path().resolve("half")).hasContent("done");
    next.clear();
    assertThat(next.path().resolve("half")).doesNotExist();
    Files.createDirectories(next.path().resolve("a/b"));
    next.delete();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsSomeoneElsesIsNeitherUsedNorDeleted() throws IOException {
    Path thesis =
        Files.writeString(
            Files.createDirectory(folder.resolve("mine.work")).resolve("thesis"), "precious");
    Path empty = Files.createDirectory(folder.resolve("mine.work-2"));
    Path file = Files.writeString(folder.resolve("mine.work-3"), "precious");
    Path link = Files.createSymbolicLink(folder.resolve("mine.work-4"), thesis.getParent());
    Scratch scratch = Scratch.beside(folder.resolve("mine"), "work");
    assertThat(scratch.path()).isEqualTo(folder.resolve("mine.work-5"));
    scratch.delete();
    for (Path other : new Path[] {thesis.getParent(), empty, file, link}) {
      assertThatThrownBy(() -> Scratch.take(other))
          .isInstanceOf(OutputException.class)
          .hasMessageContaining("not Continuo's");
    }
    assertThat(thesis).hasContent("precious");
    assertThat(empty).isEmptyDirectory();
    assertThat(file).hasContent("precious");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void whatIsBeingWorkedInIsRefused() throws IOException {
    Path place = folder.resolve("mine");
    try (Scratch first = Scratch.beside(place, "work")) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> Scratch.beside(place, "work"))
            .isInstanceOf(OutputException.class)
            .hasMessage(
                first.path() + ": another process works in this folder; wait for it to end");
      }
    }
    Scratch.beside(place, "work").delete();
  }

  /** What a link in it leads to is not in it. */
  @Test
  void linksAreNotFollowed() throws IOException {
    Path thesis = Files.writeString(folder.resolve("thesis"), "precious");
    Path texts = Files.createDirectory(folder.resolve("texts"));
    Path text = Files.writeString(texts.resolve("text"), "precious");
    Scratch scratch = Scratch.beside(folder.resolve("mine"), "work");
    Files.createSymbolicLink(scratch.path().resolve("one"), thesis);
    Files.createSymbolicLink(scratch.path().resolve("two"), texts);
    scratch.delete();
    assertThat(thesis).hasContent("precious");
    assertThat(text).hasContent("precious");
  }
}
