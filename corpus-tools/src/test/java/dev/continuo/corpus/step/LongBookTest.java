package dev.continuo.corpus.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.clean.CleaningOptions;
import dev.continuo.corpus.document.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands around a book goes, also where the book is cut into many documents. */
class LongBookTest {

  private static final String HEAD = "The eBook of X.\n\n\nProduced by many hands, in many years.";
  private static final String START = "\n\n\n*** START OF THE PROJECT GUTENBERG EBOOK X ***\n\n";
  private static final String END = "\n\n*** END OF THE PROJECT GUTENBERG EBOOK X ***\n\n\n";
  private static final String LICENCE = "You may copy it under the license terms. ".repeat(900);

  @TempDir Path folder;

  @Test
  void nothingOfTheEditionStays() throws IOException {
    String text = text(HEAD + START + book("Ishmael") + END + LICENCE);
    assertThat(text).startsWith("Chapter 0 of Ishmael.").endsWith("Chapter 59 of Ishmael.");
    assertThat(text).doesNotContain("eBook", "hands", "license").contains("Chapter 30 of");
  }

  @Test
  void severalBooksInAFileStay() throws IOException {
    String one = HEAD + START + book("Ishmael") + END + LICENCE;
    String text = text(one + "\n\n\n" + one.replace("Ishmael", "Ahab"));
    assertThat(text).doesNotContain("eBook", "hands", "license");
    assertThat(text).contains("Chapter 59 of Ishmael.", "Chapter 0 of Ahab.", "Chapter 59 of Ahab");
  }

  @Test
  void aTextWithoutMarksStays() throws IOException {
    assertThat(text("One.\n\n\n***\n\n\nTwo.")).isEqualTo("One.|***|Two.");
  }

  private static String book(String name) {
    StringBuilder book = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      book.append(i == 0 ? "" : "\n\n")
          .append("The sea was calm that year. ".repeat(i == 0 ? 0 : 20));
      book.append("Chapter %s of %s.".formatted(i, name));
    }
    return book.toString();
  }

  private String text(String file) throws IOException {
    Path book = Files.writeString(folder.resolve("book.txt"), file);
    CorpusOptions options =
        CorpusOptions.of(List.of(book))
            .withSelection(Selection.EXACT.withCleaning(new CleaningOptions(true, false)));
    try (Corpus corpus = Corpus.open(options);
        Stream<Document> documents = corpus.documents((phase, done, all) -> {})) {
      return documents.map(Document::text).collect(Collectors.joining("|"));
    }
  }
}
