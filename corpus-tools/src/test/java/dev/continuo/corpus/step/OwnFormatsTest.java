package dev.continuo.corpus.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.read.DocumentSource;
import dev.continuo.corpus.read.FileStart;
import dev.continuo.corpus.read.Format;
import dev.continuo.corpus.read.ReadException;
import dev.continuo.corpus.read.ReadResult;
import dev.continuo.corpus.read.SourceFile;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.WorkOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formats that a user writes. */
class OwnFormatsTest {

  private static final Progress NONE = (phase, done, all) -> {};

  @TempDir Path folder;

  private CorpusOptions options = CorpusOptions.of(List.of(Path.of("")));

  @BeforeEach
  void writeFiles() throws IOException {
    Path in = Files.createDirectory(folder.resolve("in"));
    Files.writeString(in.resolve("plain.txt"), "A plain text.");
    Files.writeString(in.resolve("cards.cards"), "%First card.%Second card.%\u0000%throw%Fifth.");
    Files.writeString(in.resolve("later.txt"), "A later text.");
    options = CorpusOptions.of(List.of(in));
  }

  /** Cards between percent signs; one that says so makes it fail. */
  public static class Cards implements Format {

    @Override
    public String name() {
      return "cards";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public List<String> extensions() {
      return List.of("cards");
    }

    @Override
    public boolean recognizes(FileStart start) {
      return start.content().startsWith("%First");
    }

    @Override
    public DocumentSource open(SourceFile file) throws IOException {
      String all = new String(file.utf8().readAllBytes(), StandardCharsets.UTF_8);
      Iterator<String> cards = Arrays.asList(all.substring(1).split("%")).iterator();
      file.callDocuments("card");
      return () -> {
        String card = cards.hasNext() ? cards.next() : "";
        return switch (card) {
          case "" -> ReadResult.ENDED;
          case "throw" -> fail(file);
          default -> file.document(card, Map.of("deck", "blue", "language", "en"));
        };
      };
    }

    ReadResult fail(SourceFile file) throws IOException {
      return file.lost("torn", "expected a card, found half of one");
    }
  }

  /** Fails in the midst of a file. */
  private static final class Failing extends Cards {

    private final Throwable failure;

    Failing(Throwable failure) {
      this.failure = failure;
    }

    @Override
    ReadResult fail(SourceFile file) throws IOException {
      switch (failure) {
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalArgumentException(failure);
      }
    }
  }

  @Test
  void filesOfAnExtensionOfItsOwnAreRead() {
    try (Corpus corpus = Corpus.build(options).format(new Cards()).open()) {
      checkCards(corpus, "torn");
    }
  }

  @Test
  void formatsAreFoundOnTheClassPath() throws IOException {
    OwnServices.with(
        folder,
        Format.class,
        Cards.class,
        () -> {
          try (Corpus corpus = Corpus.open(options)) {
            checkCards(corpus, "torn");
          }
          assertThatThrownBy(() -> Corpus.build(options).format(new Cards()).open())
              .isInstanceOf(CorpusException.class)
              .hasMessageContaining("two called cards");
        });
    try (Corpus corpus = Corpus.open(options)) {
      assertThat(corpus.survey(NONE).dropped()).isEqualTo(Map.of("other-format", 1L));
    }
  }

  @Test
  void aFileIsRecognizedByItsContent() throws IOException {
    Path named = folder.resolve("cards.txt");
    Files.copy(folder.resolve("in/cards.cards"), named);
    try (Corpus corpus =
            Corpus.build(options.withInputs(List.of(named))).format(new Cards()).open();
        Stream<Document> documents = corpus.documents(NONE)) {
      assertThat(documents.map(Document::text)).contains("First card.", "Fifth.");
    }
  }

  private static void checkCards(Corpus corpus, String reason) {
    CorpusReport report = corpus.survey(NONE);
    assertThat(report.dropped()).isEqualTo(Map.of("binary", 1L, reason, 1L));
    assertThat(report.documentsIn()).isEqualTo(7);
    assertThat(report.details().languages()).containsOnlyKeys("en");
    assertThat(report.details().problems())
        .anyMatch(line -> line.contains("cards.cards: card 4: "));
    try (Stream<Document> documents = corpus.documents(NONE)) {
      assertThat(documents.filter(document -> document.id().contains("cards")).toList())
          .hasSize(3)
          .allMatch(document -> "blue".equals(document.metadata().get("deck")))
          .anyMatch(document -> document.text().equals("Fifth.") && document.id().endsWith("#5"));
    }
  }

  /** Whatever a parser throws costs the rest of its file, and nothing else. */
  @Test
  void whateverAParserThrowsIsCounted() {
    for (Throwable failure :
        List.of(
            new IllegalStateException("boom"),
            new StackOverflowError(),
            new NoClassDefFoundError("org/parser/Missing"),
            new AssertionError("never"),
            new CorpusException("of its own"))) {
      for (int threads : List.of(1, 2)) {
        try (Corpus corpus =
            Corpus.build(options)
                .format(new Failing(failure))
                .work(WorkOptions.DEFAULT.withThreads(threads))
                .open()) {
          CorpusReport report = corpus.survey(NONE);
          assertThat(report.dropped()).isEqualTo(Map.of("binary", 1L, "reader-failed", 1L));
          assertThat(report.documentsKept()).as("what stands before, and other files").isEqualTo(4);
          assertThat(report.details().problems())
              .anyMatch(
                  line ->
                      line.contains("cards.cards") && line.contains(failure.getClass().getName()));
        }
      }
    }
  }

  @Test
  void aParserMaySayWhyAFileCannotBeRead() {
    Format format = new Failing(new ReadException("locked", "expected an open deck, found a lock"));
    try (Corpus corpus = Corpus.build(options).format(format).open()) {
      assertThat(corpus.survey(NONE).dropped()).containsEntry("locked", 1L);
    }
  }

  @Test
  void strictnessStopsAtWhatAParserThrows() {
    WorkOptions strict = WorkOptions.DEFAULT.withStrict(true);
    try (Corpus corpus =
        Corpus.build(options)
            .format(new Failing(new IllegalStateException("boom")))
            .work(strict)
            .open()) {
      assertThatThrownBy(() -> corpus.survey(NONE))
          .isInstanceOf(CorpusException.class)
          .hasMessageContaining("cards.cards");
    }
  }

  @Test
  void failuresOfTheMachineAreNotTheFiles() {
    try (Corpus corpus =
        Corpus.build(options).format(new Failing(new OutOfMemoryError("heap"))).open()) {
      assertThatThrownBy(() -> corpus.survey(NONE)).isInstanceOf(OutOfMemoryError.class);
    }
  }
}
