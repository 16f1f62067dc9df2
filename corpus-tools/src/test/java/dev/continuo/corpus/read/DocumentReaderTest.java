package dev.continuo.corpus.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.document.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentReaderTest {

  @TempDir Path folder;

  @Test
  void eachRuleEndsDocumentsWhereItSays() throws IOException {
    String text = "\uFEFFONE\r\nfirst\r\n\r\nparagraph\n\n\n \nTWO\rsecond\n";
    assertThat(split(text, "auto")).containsExactly("ONE\nfirst\n\nparagraph", "TWO\nsecond");
    assertThat(split(text, "file")).containsExactly("ONE\nfirst\n\nparagraph\n\n\n\nTWO\nsecond");
    assertThat(split(text, "paragraphs")).containsExactly("ONE\nfirst", "paragraph", "TWO\nsecond");
    assertThat(split(text, "lines")).containsExactly("ONE", "first", "paragraph", "TWO", "second");
    assertThat(split(text, "pattern:^[A-Z]+$"))
        .containsExactly("ONE\nfirst\n\nparagraph", "TWO\nsecond");
  }

  @Test
  void oneBigTextGivesManyDocumentsWhateverItsLayout() throws IOException {
    String sentence = "It was the best of times, it was the worst of times. ";
    for (String separator : List.of("\n\n", "\n", "")) {
      String text = (sentence + separator).repeat(2_000);
      List<String> documents = split(text, "auto");
      assertThat(documents.size()).isBetween(5, 20);
      for (String document : documents) {
        assertThat(document.length()).isLessThanOrEqualTo(16_000);
        assertThat(document.endsWith(" ")).isTrue();
        assertThat(document.startsWith("It was") || separator.isEmpty()).isTrue();
      }
      assertThat(String.join("", documents).replace("\n", "").equals(sentence.repeat(2_000)))
          .isTrue();
    }
    assertThat(String.join("", split("🚀".repeat(50_000), "auto"))).isEqualTo("🚀".repeat(50_000));
  }

  @Test
  void documentsAreNumberedInEachFile() throws IOException {
    Path a = Files.writeString(folder.resolve("a.txt"), "one\n\n\ntwo");
    Path b = Files.writeString(folder.resolve("b.txt"), "three");
    try (DocumentReader reader =
        DocumentReader.strict(List.of(a, b), ReadOptions.DEFAULT.withSplit(new SplitRule.Auto()))) {
      List<Document> documents = new ArrayList<>();
      reader.forEachRemaining(documents::add);
      assertThat(documents)
          .containsExactly(
              new Document(a + "#1", "one"),
              new Document(a + "#2", "two"),
              new Document(b + "#1", "three"));
      assertThat(reader.bytesRead()).isEqualTo(14);
    }
  }

  private List<String> split(String text, String rule) throws IOException {
    Path file = Files.writeString(folder.resolve("text.txt"), text);
    try (DocumentReader reader =
        DocumentReader.strict(
            List.of(file), ReadOptions.DEFAULT.withSplit(SplitRule.parse(rule)))) {
      List<String> texts = new ArrayList<>();
      reader.forEachRemaining(document -> texts.add(document.text()));
      return texts;
    }
  }
}
