package dev.continuo.corpus.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.tokenizer.shard.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Held-out text is no neighbour of what is trained on. */
class HeldOutTest {

  @TempDir Path folder;

  private Path tokenizerFile = Path.of("");
  private CorpusFolder built = new CorpusFolder(Path.of(""));

  @BeforeEach
  void writeTokenizer() throws IOException {
    tokenizerFile = Files.writeString(folder.resolve("bytes.json"), "{}");
  }

  @Test
  void ofOneSourceItIsTheEnd() throws IOException {
    CorpusReport report = build(List.of(source("a", 100)), 1);
    assertThat(report.heldOut()).isEqualTo("end of source");
    assertThat(validation()).isEqualTo(documents("a", 90, 100));
    assertThat(build(List.of(folder.resolve("a.txt")), 2).validation())
        .isEqualTo(report.validation());
  }

  @Test
  void ofManySourcesItIsSomeWhole() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sources.add(source("s" + i + "-", 10));
    }
    CorpusReport report = build(sources, 1);
    assertThat(report.heldOut()).isEqualTo("by source");
    assertThat(report.validation().documents()).isEqualTo(20);
    List<String> first = validation();
    assertThat(first)
        .allMatch(text -> first.contains(text.replaceFirst("document \\d+", "document 100")));
    build(sources, 2);
    assertThat(validation()).as("by lot").isNotEqualTo(first);
    build(sources.reversed(), 1);
    assertThat(validation()).isEqualTo(first);
  }

  /** Names and other sources do not decide on which side a source of the same share stands. */
  @Test
  void aRenamedSourceStaysOnItsSide() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sources.add(source("s" + i + "-", 10));
    }
    build(sources, 1);
    List<String> first = validation();
    for (int i = 0; i < 20; i++) {
      Files.move(sources.get(i), folder.resolve("renamed-%s.txt".formatted(40 - i)));
      sources.set(i, folder.resolve("renamed-%s.txt".formatted(40 - i)));
    }
    build(sources, 1);
    assertThat(validation()).containsExactlyInAnyOrderElementsOf(first);
  }

  /** Where whole sources are too much, the end of the largest is held out. */
  @Test
  void aSourceThatIsMostOfTheTextIsNotHeldOut() throws IOException {
    CorpusReport report = build(List.of(source("a", 60), source("b", 40)), 1);
    assertThat(report.heldOut()).isEqualTo("end of source");
    assertThat(validation()).isEqualTo(documents("a", 50, 60));
    report = build(List.of(source("a", 100), source("b", 1)), 1);
    assertThat(validation()).isEqualTo(documents("a", 90, 100));
    assertThat(report.training().documents()).isEqualTo(91);
  }

  @Test
  void ofTinyTextsOneDocumentIsHeldOutAndOneStays() throws IOException {
    for (int sources = 1; sources <= 3; sources++) {
      List<Path> files = new ArrayList<>();
      for (int i = 0; i < sources; i++) {
        files.add(source("s" + i + "-", sources == 1 ? 2 : 1));
      }
      for (double share : new double[] {0.01, 0.5, 0.99}) {
        CorpusReport report =
            build(
                CorpusOptions.of(files).withSelection(Selection.EXACT).withValidationShare(share));
        assertThat(report.validation().documents()).isEqualTo(1);
        assertThat(report.training().documents()).isPositive();
      }
    }
  }

  /** A text of one document, and one whose second document is nearly all of it. */
  @Test
  void ofOneDocumentTheLastTenthIsHeldOut() throws IOException {
    List<String> lines = documents("a", 0, 100);
    Path one = Files.writeString(folder.resolve("one.txt"), String.join("\n", lines));
    CorpusReport report = build(List.of(one), 1);
    assertThat(report.heldOut()).isEqualTo("end of document");
    assertThat(report.documentsIn()).isEqualTo(2);
    assertThat(validation()).containsExactly(String.join("\n", lines.subList(89, 100)));
    try (Corpus corpus =
            Corpus.open(CorpusOptions.of(List.of(one)).withSelection(Selection.EXACT));
        Stream<String> texts = corpus.trainingTexts((phase, done, all) -> {})) {
      assertThat(texts).containsExactly(String.join("\n", lines.subList(0, 89)));
    }
    Files.writeString(one, "A title\n\n\n" + String.join("\n", lines));
    report = build(List.of(one), 1);
    assertThat(report.training().documents()).isEqualTo(2);
    assertThat(validation()).containsExactly(String.join("\n", lines.subList(89, 100)));
  }

  @Test
  void aDocumentIsCutBetweenWordsAndNeverInACharacter() throws IOException {
    Path words = Files.writeString(folder.resolve("words.txt"), "one two three four five six");
    build(CorpusOptions.of(List.of(words)).withSelection(Selection.EXACT).withValidationShare(0.3));
    assertThat(validation()).containsExactly("five six");
    for (String emoji :
        List.of("\uD83D\uDE00\uD83D\uDE01", "a\uD83D\uDE00", "\uD83D\uDE00a", "ab")) {
      Path text = Files.writeString(folder.resolve("emoji.txt"), emoji);
      CorpusReport report =
          build(
              CorpusOptions.of(List.of(text))
                  .withSelection(Selection.EXACT)
                  .withValidationShare(0.99));
      assertThat(validation()).containsExactly(emoji.substring(emoji.offsetByCodePoints(0, 1)));
      assertThat(report.bytesKept()).isEqualTo(Files.size(text));
    }
  }

  @Test
  void aFileOfItsOwnIsSaidToBeOne() throws IOException {
    CorpusOptions options =
        CorpusOptions.of(List.of(source("a", 10))).withSelection(Selection.EXACT);
    assertThat(build(options.withValidationFile(source("b", 3))).heldOut())
        .isEqualTo("file of its own");
    assertThat(built.path().resolve("corpus.json"))
        .content()
        .contains("\"held_out\" : \"file of its own\"");
  }

  private Path source(String name, int count) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".txt"), String.join("\n\n\n", documents(name, 0, count)));
  }

  private static List<String> documents(String source, int from, int to) {
    List<String> documents = new ArrayList<>();
    for (int i = from; i < to; i++) {
      documents.add("This is document %s in the source %s.".formatted(100 + i, source));
    }
    return documents;
  }

  private CorpusReport build(List<Path> sources, long seed) throws IOException {
    return build(CorpusOptions.of(sources).withSelection(Selection.EXACT).withSeed(seed));
  }

  private CorpusReport build(CorpusOptions options) throws IOException {
    built = new CorpusFolder(Files.createTempDirectory(folder, "built").resolve("corpus"));
    try (ByteTokenizer tokenizer = new ByteTokenizer();
        Corpus corpus = Corpus.open(options)) {
      return corpus.write(built.path(), false, tokenizer, tokenizerFile, (phase, done, all) -> {});
    }
  }

  private List<String> validation() {
    try (Shard shard = Shard.open(built.validationShard());
        ByteTokenizer tokenizer = new ByteTokenizer()) {
      List<String> documents = new ArrayList<>();
      for (long i = 0; i < shard.documentCount(); i++) {
        boolean last = i + 1 == shard.documentCount();
        long end = last ? shard.tokenCount() : shard.documentStart(i + 1);
        int[] ids = new int[(int) (end - shard.documentStart(i))];
        shard.copy(shard.documentStart(i), ids, 0, ids.length);
        documents.add(tokenizer.decode(ids));
      }
      return documents;
    }
  }
}
