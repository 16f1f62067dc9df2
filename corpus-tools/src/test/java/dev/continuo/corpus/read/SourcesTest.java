package dev.continuo.corpus.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.corpus.document.CorpusException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {

  @TempDir Path folder;

  private final List<ReadProblem> problems = new ArrayList<>();

  @Test
  void foldersGiveWhatCanBeReadInOrder() throws IOException {
    Path below = Files.createDirectories(folder.resolve("below"));
    Path b = Files.writeString(below.resolve("b.md"), "b");
    Path a = Files.writeString(folder.resolve("a.TXT"), "a");
    Path c = Files.writeString(folder.resolve("c.jsonl.gz"), "c");
    Path letter = Files.writeString(folder.resolve("letter"), "Dear friend");
    Files.writeString(folder.resolve("picture.png"), "p");
    Files.writeString(folder.resolve("program"), "#!/bin/sh");
    Files.writeString(folder.resolve(".hidden.txt"), "h");
    assertThat(find(folder)).containsExactly(a, b, c, letter);
    assertThat(problems)
        .extracting(ReadProblem::source)
        .containsExactly(
            folder.resolve("picture.png").toString(), folder.resolve("program").toString());
    assertThat(problems).extracting(ReadProblem::reason).containsOnly("other-format");
  }

  @Test
  void everyFileIsReadOnceHoweverItIsNamed() throws IOException {
    Path below = Files.createDirectories(folder.resolve("below"));
    Path b = Files.writeString(below.resolve("b.txt"), "b");
    Path a = Files.writeString(folder.resolve("a.txt"), "a");
    assertThat(find(b, folder, below, a, b)).containsExactly(a, b);
    assertThat(find(folder.resolve("*.txt"))).containsExactly(a);
    assertThat(find(folder.resolve("**.txt"))).containsExactly(a, b);
    assertThat(find(folder.resolve("be*/[ab].{txt,md}"))).containsExactly(b);
    assertThat(problems).isEmpty();
  }

  @Test
  void linksAreFollowedAndLoopsReported(@TempDir Path other) throws IOException {
    Path below = Files.createDirectories(folder.resolve("below"));
    Path b = Files.writeString(below.resolve("b.txt"), "b");
    Files.createSymbolicLink(below.resolve("loop"), folder);
    Files.createSymbolicLink(folder.resolve("twice"), below);
    Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("nothing"));
    assertThat(find(folder)).containsExactly(b);
    assertThat(problems)
        .extracting(ReadProblem::reason)
        .containsExactlyInAnyOrder("link-loop", "missing");
    Files.createSymbolicLink(other.resolve("linked"), below);
    assertThat(find(other)).containsExactly(other.resolve("linked/b.txt"));
  }

  @Test
  void standardInputIsOneOfTheFiles() throws IOException {
    InputStream original = System.in;
    System.setIn(new ByteArrayInputStream("Piped in.".getBytes(StandardCharsets.UTF_8)));
    try {
      Path a = Files.writeString(folder.resolve("a.txt"), "a");
      List<Source> sources = Sources.find(List.of(a, Path.of("-")), problems::add);
      assertThat(sources).extracting(Source::name).containsExactly("-", a.toString());
      assertThat(sources.getFirst().path()).hasContent("Piped in.");
    } finally {
      System.setIn(original);
    }
  }

  @Test
  void whatStandsForNothingIsNamed() throws IOException {
    assertThatThrownBy(() -> find(folder.resolve("none.txt")))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("none.txt: expected a text file or a folder, found nothing");
    assertThatThrownBy(() -> find(folder.resolve("*.none")))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("*.none: expected files that match, found none");
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    assertThatThrownBy(() -> find(pictures))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("pictures: expected files to read (.txt");
    assertThatThrownBy(() -> SplitRule.parse("pattern:("))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("a regular expression after pattern:, found (");
    assertThatThrownBy(() -> SplitRule.parse("words"))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("pattern:REGEX, found words");
  }

  private List<Path> find(Path... inputs) {
    return Sources.find(List.of(inputs), problems::add).stream().map(Source::path).toList();
  }
}
