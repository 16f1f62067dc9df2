package dev.continuo.corpus.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.document.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {

  private static final String PRETTY =
      """

      [
        {
          "text": "One [1]."
        },
        {
          "n": [
            {}
          ],
          "text":
            "Two \\"{"
        }
      ]
      """;

  @TempDir Path folder;

  @Test
  void anArrayIsAsManyDocumentsHoweverItIsWritten() throws IOException {
    for (String array :
        List.of(
            "[{\"text\": \"One [1].\"}, {\"n\": [{}], \"text\": \"Two \\\"{\"}]",
            "[{\"text\": \"One [1].\"},\n {\"n\": [{}], \"text\": \"Two \\\"{\"}]\n",
            "[\n{\"text\": \"One [1].\"},\r\n{\"n\": [{}], \"text\": \"Two \\\"{\"}\n]",
            PRETTY,
            "[\"One [1].\", \"Two \\\"{\"]",
            "[\n  \"One [1].\",\n  \"Two \\\"{\"\n]",
            "{\n  \"text\": \"One [1].\"\n}\n{\n  \"text\": \"Two \\\"{\"\n}\n",
            "\"One [1].\"\n\"Two \\\"{\"\n")) {
      Path file = folder.resolve("array.json");
      Read read = Read.of(file, array);
      assertThat(read.documents())
          .as(array)
          .containsExactly(
              new Document(file + "#1", "One [1]."), new Document(file + "#2", "Two \"{"));
      assertThat(read.problems()).isEmpty();
    }
    assertThat(read("unnamed", "[{\"text\": \"one\"}]").texts()).containsExactly("one");
    assertThat(read("unnamed", "{\n \"text\": \"one\"\n}").texts()).containsExactly("one");
    assertThat(read("none.json", "[]").documents()).isEmpty();
  }

  @Test
  void aBrokenElementCostsNoOther() throws IOException {
    Read read =
        read(
            "a.json",
            """
            [
              {"text": "first"},
              {"text": "a string without an end},
              {"text": "third"},
              {"text": "an object without an end",
              {"text": "fifth"},
              12,
              {"body": "no text"},
              {"text": "last"}
            ]
            """);
    assertThat(read.texts()).containsExactly("first", "third", "fifth", "last");
    assertThat(read.lost())
        .containsExactly(
            "value 2 broken-json",
            "value 4 broken-json",
            "value 6 broken-json",
            "value 7 missing-field");
    read = read("b.json", "[\n{\"text\": \"first\"},\n{\"text\": \"second\"},\n");
    assertThat(read.texts()).containsExactly("first", "second");
    assertThat(read.lost()).containsExactly("value 3 truncated");
    read = read("c.json", "[\n{\"text\": \"first\"},\n{\"text\": \"sec");
    assertThat(read.texts()).containsExactly("first");
    assertThat(read.lost()).containsExactly("value 2 broken-json");
  }

  /** One torn line, the first above all, does not turn lines into values over several lines. */
  @Test
  void tornLinesCostThemselves() throws IOException {
    for (String torn :
        List.of("{\"text\": \"to", "{\"text\": ", "{\"n\": [1,", "[{\"text\": \"a", "[1]")) {
      Read read = read("a.jsonl", torn + "\n{\"text\": \"two\"}\n{\"text\": \"three\"}\n");
      assertThat(read.texts()).as(torn).containsExactly("two", "three");
      assertThat(read.lost()).as(torn).containsExactly("line 1 broken-json");
    }
  }

  @Test
  void whatOtherFieldsHoldHarmsNobody() throws IOException {
    String line = "{\"a\": %s, \"text\": \"good\"}\n";
    for (String value :
        List.of("NaN", "-Infinity", "Infinity", "1" + "0".repeat(5_000), "\"a\ttab\"")) {
      assertThat(read("a.jsonl", line.replace("%s", value)).texts())
          .as(value)
          .containsExactly("good");
    }
    String longName = "{\"" + "n".repeat(60_000) + "\": 1, \"text\": \"good\"}";
    assertThat(read("a.jsonl", longName).texts()).containsExactly("good");
    byte[] latin = line.replace("%s", "\"caf\u00e9\"").getBytes(StandardCharsets.ISO_8859_1);
    byte[] others = line.replace("%s", "\"漢字漢字漢字漢字漢字\"").getBytes(StandardCharsets.UTF_8);
    byte[] both = Arrays.copyOf(others, others.length + latin.length);
    System.arraycopy(latin, 0, both, others.length, latin.length);
    assertThat(Read.of(folder.resolve("a.jsonl"), both).texts()).containsExactly("good", "good");
    assertThat(read("a.jsonl", "{\"text\": NaN}\n{\"text\": \"good\"}").lost())
        .containsExactly("line 1 missing-field");
  }

  /** However many bad lines there are, each is told when it is met. */
  @Test
  void badLinesAreToldOneByOne() throws IOException {
    Path file = folder.resolve("bad.jsonl");
    Files.writeString(file, "{\"body\":\"x\"}\n".repeat(2_000) + "{\"text\":\"y\"}");
    int[] problems = {0};
    try (DocumentReader reader =
        new DocumentReader(
            List.of(Source.of(file)), ReadOptions.DEFAULT, problem -> problems[0]++)) {
      for (int i = 1; i <= 2_000; i++) {
        assertThat(reader.hasMore()).isTrue();
        assertThat(reader.readOn()).isNull();
        assertThat(problems[0]).isEqualTo(i);
      }
      assertThat(reader.next().text()).isEqualTo("y");
    }
  }

  private Read read(String name, String json) throws IOException {
    return Read.of(folder.resolve(name), json);
  }
}
