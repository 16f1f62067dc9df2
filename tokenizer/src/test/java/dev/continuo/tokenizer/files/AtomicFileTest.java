package dev.continuo.tokenizer.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir private Path folder;

  @Test
  void isThereWholeOrNotAtAll() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "before");
    try (AtomicFile whole = new AtomicFile(file)) {
      whole.out().write("after".getBytes(UTF_8));
      assertThat(file).hasContent("before");
      whole.finish();
    }
    assertThat(file).hasContent("after");
    try (AtomicFile left = new AtomicFile(file)) {
      left.out().write("half".getBytes(UTF_8));
    }
    assertThat(file).hasContent("after");
    assertThat(names()).containsExactly("a");
  }

  /** As every other program's files are made, so that others may read them where that is usual. */
  @Test
  void hasTheModeOfAnyNewFile() throws IOException {
    Path usual = Files.writeString(folder.resolve("usual"), "");
    Path file = folder.resolve("a");
    AtomicFile.write(file, new byte[1]);
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
  }

  @Test
  void writesTheEndOfALinkAndKeepsTheLink() throws IOException {
    Path end = Files.writeString(Files.createDirectory(folder.resolve("b")).resolve("end"), "");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("b/../b/end"));
    Path longer = Files.createSymbolicLink(folder.resolve("longer"), link);
    AtomicFile.write(longer, "text".getBytes(UTF_8));
    assertThat(link).isSymbolicLink();
    assertThat(longer).isSymbolicLink();
    assertThat(end).hasContent("text");
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("new"));
    AtomicFile.write(dangling, "text".getBytes(UTF_8));
    assertThat(dangling).isSymbolicLink();
    assertThat(folder.resolve("new")).hasContent("text");
  }

  @Test
  void aCircleOfLinksIsAnError() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("link"));
    assertThatThrownBy(() -> AtomicFile.write(link, new byte[1]))
        .isInstanceOf(FileException.class)
        .hasMessageStartingWith(link.toString());
  }

  @Test
  void writesThroughAPipeAndKeepsIt() throws Exception {
    Path pipe = pipe("pipe");
    CompletableFuture<byte[]> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readAllBytes(pipe);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);
    AtomicFile.write(link, "text".getBytes(UTF_8));
    assertThat(read.get()).asString(UTF_8).isEqualTo("text");
    assertThat(Files.readAttributes(pipe, "isOther")).containsEntry("isOther", true);
    assertThat(names()).containsExactly("link", "pipe");
  }

  /** Nothing may replace what a process has open, such as /dev/stdout, a link to it. */
  @Test
  void writesThroughOpenFiles() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "");
    Object key = Files.getAttribute(file, "unix:ino");
    Process cat = new ProcessBuilder("sleep", "100").redirectOutput(file.toFile()).start();
    try {
      AtomicFile.write(Path.of("/proc/" + cat.pid() + "/fd/1"), "text".getBytes(UTF_8));
    } finally {
      cat.destroyForcibly();
    }
    assertThat(file).hasContent("text");
    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(key);
  }

  @Test
  void goesOnWhereAnOpenFileEnds() throws IOException {
    Path file = Files.writeString(folder.resolve("log"), "old ");
    Process open =
        new ProcessBuilder("sleep", "100")
            .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()))
            .start();
    try {
      AtomicFile.write(Path.of("/proc/" + open.pid() + "/fd/1"), "text".getBytes(UTF_8));
    } finally {
      open.destroyForcibly();
    }
    assertThat(file).hasContent("old text");
  }

  @Test
  void aFileUnderTheNameOfAProcessIsAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("thesis"), "precious").toRealPath();
    Path roundabout = Path.of("/proc/self/root" + file);
    assertThat(Target.of(roundabout).kind()).isEqualTo(Target.Kind.FILE);
    assertThat(Target.of(Path.of("/proc/self/fd/1")).kind()).isEqualTo(Target.Kind.STREAM);
  }

  @Test
  void aFolderIsRefused() {
    assertThatThrownBy(() -> AtomicFile.write(folder, new byte[1]))
        .isInstanceOf(OutputException.class)
        .hasMessage(folder + ": expected the name of a file to write, found a folder");
  }

  @Test
  void deletesWhatAKilledProcessLeftAndNothingElse() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Path left = Files.createFile(folder.resolve(".continuo-" + ended.pid() + "-3.part"));
    String living = ".continuo-" + ProcessHandle.current().pid() + "-3.part";
    Files.createFile(folder.resolve(living));
    Files.createFile(folder.resolve(".continuo-mine.part"));
    Files.createFile(folder.resolve("a.part"));
    Files.createDirectory(folder.resolve(".continuo-" + ended.pid() + "-4.part"));
    AtomicFile.write(folder.resolve("a"), new byte[1]);
    assertThat(left).doesNotExist();
    assertThat(names())
        .containsExactlyInAnyOrder(
            ".continuo-" + ended.pid() + "-4.part", living, ".continuo-mine.part", "a", "a.part");
  }

  private Path pipe(String name) throws Exception {
    Path pipe = folder.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return pipe;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
