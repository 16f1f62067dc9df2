package dev.continuo.model.backend.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCacheTest {

  @TempDir private Path folder;

  private int made;

  private String content(Path place, String... origin) {
    byte[] content =
        new KernelCache(place)
            .content(
                List.of(origin),
                () -> {
                  made++;
                  return ("code " + made).getBytes(UTF_8);
                });
    return new String(content, UTF_8);
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }

  @Test
  void makesOnce() throws IOException {
    assertThat(content(folder, "source", "options")).isEqualTo("code 1");
    assertThat(content(folder, "source", "options")).isEqualTo("code 1");
    assertThat(onlyFile().getFileName().toString()).matches("[0-9a-f]{64}");
  }

  @Test
  void whatDiffersIsMadeApart() {
    assertThat(content(folder, "ab", "c")).isEqualTo("code 1");
    assertThat(content(folder, "a", "bc")).isEqualTo("code 2");
    assertThat(content(folder, "abc")).isEqualTo("code 3");
  }

  @Test
  void whatIsDamagedIsMadeAnew() throws IOException {
    content(folder, "source");
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 1;
      Files.write(file, damaged);
      int before = made;
      content(folder, "source");
      assertThat(made).as("byte %s", i).isEqualTo(before + 1);
    }
    Files.write(file, new byte[3]);
    assertThat(content(folder, "source")).isEqualTo("code " + made);
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(content(folder, "source")).isEqualTo("code " + made);
  }

  @Test
  void whereNothingCanBeWrittenNothingIsKept() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(content(file.resolve("below"), "source")).isEqualTo("code 1");
    assertThat(content(file.resolve("below"), "source")).isEqualTo("code 2");
  }

  @Test
  void theUsersFolder() {
    Path home = Path.of("home");
    assertThat(KernelCache.folder(null, home)).isEqualTo(home.resolve(".cache/continuo"));
    assertThat(KernelCache.folder("", home)).isEqualTo(home.resolve(".cache/continuo"));
    assertThat(KernelCache.folder("caches", home)).isEqualTo(Path.of("caches/continuo"));
  }
}
