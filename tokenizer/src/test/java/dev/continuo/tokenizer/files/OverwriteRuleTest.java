package dev.continuo.tokenizer.files;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverwriteRuleTest {

  @TempDir private Path folder;

  @Test
  void aFileWithContentNeedsOverwrite() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "thesis");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    for (Path path : List.of(file, link)) {
      assertThatThrownBy(() -> new OverwriteRule(path, false).check(List.of()))
          .isInstanceOf(OutputException.class)
          .hasMessage(path + ": already exists; choose another name, or replace it with overwrite");
      assertThatCode(() -> new OverwriteRule(path, true).check(List.of()))
          .doesNotThrowAnyException();
    }
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThatCode(() -> new OverwriteRule(empty, false).check(List.of()))
        .doesNotThrowAnyException();
    Path free = Files.createSymbolicLink(folder.resolve("free"), folder.resolve("missing"));
    assertThatCode(() -> new OverwriteRule(free, false).check(List.of()))
        .doesNotThrowAnyException();
  }

  @Test
  void anInputIsRefusedUnderEveryName() throws IOException {
    Path input = Files.writeString(folder.resolve("in"), "text");
    Path link = Files.createSymbolicLink(folder.resolve("link"), input);
    Path second = Files.createLink(folder.resolve("second"), input);
    Path around = folder.resolve("..").resolve(folder.getFileName()).resolve("in");
    for (Path output : List.of(input, link, second, around)) {
      for (boolean overwrite : new boolean[] {false, true}) {
        assertThatThrownBy(() -> new OverwriteRule(output, overwrite).check(List.of(folder, input)))
            .isInstanceOf(OutputException.class)
            .hasMessage(output + ": is one of the inputs; choose another name for the output");
      }
    }
    assertThatThrownBy(() -> new OverwriteRule(input, true).check(List.of(link)))
        .isInstanceOf(OutputException.class);
  }

  @Test
  void foldersAndMissingFoldersAreRefused() {
    assertThatThrownBy(() -> new OverwriteRule(folder, true).check(List.of()))
        .isInstanceOf(OutputException.class)
        .hasMessage(folder + ": expected the name of a file to write, found a folder");
    Path lost = folder.resolve("no/file");
    assertThatThrownBy(() -> new OverwriteRule(lost, true).check(List.of()))
        .isInstanceOf(OutputException.class)
        .hasMessage(
            lost
                + ": expected a name in a folder that exists, found no folder "
                + lost.getParent());
  }

  @Test
  void devicesNeedNoOverwrite() {
    assertThatCode(() -> new OverwriteRule(Path.of("/dev/stdout"), false).check(List.of()))
        .doesNotThrowAnyException();
    assertThatCode(() -> new OverwriteRule(Path.of("/dev/full"), false).check(List.of()))
        .doesNotThrowAnyException();
  }
}
