package dev.continuo.corpus.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatsTest {

  private static final String LINES =
      """
      {"text": "first \\u6f22\\n字", "n": {"text": "other"}}

      {"n": [1, {"text": 2}], "text": "second"}
      {"text": 3}
      {"body": "third"}
      {"text": "torn
      [1]
      {"text": "a"} {"text": "b"}
      {"text": "lone \\ud83d"}
      {"text": "last"}
      """;

  @TempDir Path folder;

  private final List<ReadProblem> problems = new ArrayList<>();
  private ReadOptions options = ReadOptions.DEFAULT;

  @Test
  void aPageGivesItsMainTextAsPeopleSawAndApproved() throws IOException {
    assertThat(texts("page.html", resource("page.html")))
        .containsExactly(
            """
            The tea & coffee house

            It stood at the corner of a street, and its sign was blue.
            Nobody knew why.

            - Tea
            - Coffee with milk

              if (tea)
                pour();

            Drink Price
            Tea 2

            漢字也在這裡。""");
    assertThat(texts("page.txt", resource("page.html")))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("The");
    assertThat(texts("unnamed", resource("page.html")))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("The");
    assertThat(problems).isEmpty();
  }

  @Test
  void aPageIsInTheEncodingThatItDeclares() throws IOException {
    String page = "<html><head><meta charset=big5></head><body><p>登鸛雀樓，白日依山盡</p></body></html>";
    assertThat(texts("a.html", page.getBytes(Charset.forName("Big5"))))
        .containsExactly("登鸛雀樓，白日依山盡");
    assertThat(texts("b.html", page.getBytes(StandardCharsets.UTF_8)))
        .containsExactly("登鸛雀樓，白日依山盡");
    assertThat(texts("c.html", page.getBytes(StandardCharsets.UTF_16)))
        .containsExactly("登鸛雀樓，白日依山盡");
  }

  @Test
  void markdownLosesItsMarksOrKeepsThem() throws IOException {
    assertThat(texts("page.md", resource("page.md")))
        .containsExactly(
            """
            The tea house

            It stood at the corner of a
            street, and its sign was blue.\s

            - Tea
            - Coffee
            1. with milk
            2. without

            Nobody knew why.

            if (tea)
              pour();

            Drink Price
            Tea 2

            漢字也在這裡。 1 < 2 & 3""");
    options = options.withMarkdown(MarkdownRule.KEEP).withSplit(new SplitRule.WholeFile());
    assertThat(texts("page.md", resource("page.md")))
        .containsExactly(new String(resource("page.md"), StandardCharsets.UTF_8).strip());
  }

  @Test
  void jsonLinesGiveTheirFieldAndNameWhatIsWrong() throws IOException {
    byte[] lines = LINES.getBytes(StandardCharsets.UTF_8);
    for (String name : List.of("a.jsonl", "a.jsonl.gz", "a.ndjson.zst", "unnamed")) {
      problems.clear();
      byte[] bytes =
          name.endsWith("gz") ? gzip(lines) : name.endsWith("zst") ? Zstd.compress(lines) : lines;
      Path file = Files.write(folder.resolve(name), bytes);
      assertThat(read(file))
          .containsExactly(
              new Document(file + "#1", "first 漢\n字"),
              new Document(file + "#3", "second"),
              new Document(file + "#10", "last"));
      assertThat(problems)
          .extracting(problem -> problem.place() + " " + problem.reason())
          .containsExactly(
              "line 4 missing-field",
              "line 5 missing-field",
              "line 6 broken-json",
              "line 7 broken-json",
              "line 8 broken-json",
              "line 9 invalid-bytes");
    }
    options = options.withTextField("body").withInvalidBytes(InvalidBytes.REPLACE);
    assertThat(texts("a.jsonl", lines)).containsExactly("third");
  }

  @Test
  void parquetGivesItsColumn() throws IOException {
    for (String codec : List.of("none", "snappy", "gzip", "zstd")) {
      problems.clear();
      byte[] bytes = resource("rows." + codec + ".parquet");
      Path file = Files.write(folder.resolve("rows.parquet"), bytes);
      try (DocumentReader reader = reader(file)) {
        List<Document> documents = new ArrayList<>();
        reader.forEachRemaining(documents::add);
        assertThat(documents)
            .containsExactly(
                new Document(file + "#1", "The first row has a text of its own."),
                new Document(file + "#2", "第二行是中文。"),
                new Document(file + "#4", "Two lines\nin one row."),
                new Document(file + "#5", "The first row has a text of its own."));
        assertThat(reader.bytesRead()).isEqualTo(bytes.length);
      }
      assertThat(problems)
          .extracting(problem -> problem.place() + " " + problem.reason())
          .containsExactly("row 3 missing-field");
    }
    options = options.withTextField("body");
    problems.clear();
    assertThat(texts("rows.parquet", resource("rows.none.parquet"))).isEmpty();
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().message()).contains("found the columns number, text");
  }

  @Test
  void truncatedFilesGiveWhatIsThereAndOneProblem() throws IOException {
    byte[] whole = lines(20_000);
    byte[] gzip = gzip(whole);
    assertThat(texts("cut.txt", Arrays.copyOf(gzip, gzip.length - 100)).size())
        .isBetween(1, 19_999);
    assertThat(problems).extracting(ReadProblem::reason).containsExactly("truncated");
    problems.clear();
    // Whole blocks come out, so there must be several.
    byte[] zstd = Zstd.compress(lines(200_000));
    assertThat(texts("cut.txt", Arrays.copyOf(zstd, zstd.length * 3 / 4)).size())
        .isBetween(100_000, 150_000);
    assertThat(problems).extracting(ReadProblem::reason).containsExactly("truncated");
    problems.clear();
    byte[] parquet = resource("rows.zstd.parquet");
    for (int length = 4; length < parquet.length; length += 7) {
      assertThat(texts("cut.parquet", Arrays.copyOf(parquet, length))).isEmpty();
    }
    assertThat(problems).extracting(ReadProblem::reason).containsOnly("broken-parquet");
    assertThat(problems).extracting(ReadProblem::message).allMatch(m -> !m.contains("\n"));
    problems.clear();
    byte[] damaged = gzip(whole);
    Arrays.fill(damaged, damaged.length / 2, damaged.length / 2 + 50, (byte) 7);
    assertThat(texts("damaged.txt", damaged).size()).isLessThan(20_000);
    assertThat(problems).extracting(ReadProblem::reason).contains("damaged");
  }

  private static byte[] lines(int count) {
    SplittableRandom random = new SplittableRandom(2);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("Line ").append(random.nextInt(1_000_000)).append(".\n\n\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsNoTextIsNamed() throws IOException {
    byte[] picture = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H'};
    assertThat(texts("picture.txt", picture)).isEmpty();
    assertThat(texts("empty.txt", new byte[0])).isEmpty();
    assertThat(texts("a.parquet", "text".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(read(folder.resolve("nothing.txt"))).isEmpty();
    assertThat(read(folder)).isEmpty();
    assertThat(read(Path.of("/proc/self/mem"))).isEmpty(); // fails even for root
    assertThat(texts("zero.txt", "one\n\n\ntw\0o".repeat(100).getBytes(StandardCharsets.UTF_8)))
        .isEmpty();
    assertThat(problems)
        .extracting(ReadProblem::reason)
        .containsExactly(
            "unsupported",
            "empty",
            "broken-parquet",
            "missing",
            "unreadable",
            "unreadable",
            "binary");
    assertThatThrownBy(
            () -> DocumentReader.strict(List.of(folder.resolve("picture.txt")), options).hasNext())
        .isInstanceOf(CorpusException.class)
        .hasMessageStartingWith(folder.resolve("picture.txt") + ": not supported: PNG image;");
  }

  @Test
  void longerDocumentsThanAllowedArePassedOver() throws IOException {
    options = options.withMaximumDocumentBytes(1_024).withSplit(new SplitRule.Paragraphs());
    String longLine = "x".repeat(1_000_000);
    byte[] text = ("one\n\n" + longLine + "\n\nthree").getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("long.txt"), text);
    assertThat(read(file))
        .containsExactly(new Document(file + "#1", "one"), new Document(file + "#3", "three"));
    byte[] lines =
        "{\"text\":\"a\"}\n{\"text\":\"%s\"}\n{\"text\":\"c\"}"
            .formatted(longLine)
            .getBytes(StandardCharsets.UTF_8);
    assertThat(texts("long.jsonl", lines)).containsExactly("a", "c");
    assertThat(texts("long.html", longLine.getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(texts("long.md", longLine.getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(problems).extracting(ReadProblem::reason).hasSize(4).containsOnly("too-long");
  }

  @Test
  void deepNestingIsNoDanger() throws IOException {
    assertThat(texts("a.html", "<div>x".repeat(50_000).getBytes(StandardCharsets.UTF_8)))
        .hasSize(1);
    assertThat(texts("a.md", "> ".repeat(50_000).concat("x").getBytes(StandardCharsets.UTF_8)))
        .isNotEmpty();
    options = options.withSplit(new SplitRule.WholeFile());
    assertThat(texts("b.md", "*a **b ".repeat(5_000).getBytes(StandardCharsets.UTF_8))).hasSize(1);
    assertThat(texts("a.jsonl", "[".repeat(50_000).getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(texts("b.jsonl", "{\"a\":".repeat(50_000).getBytes(StandardCharsets.UTF_8)))
        .isEmpty();
    assertThat(problems)
        .extracting(ReadProblem::reason)
        .containsExactly("broken-json", "broken-json");
  }

  private List<String> texts(String name, byte[] bytes) throws IOException {
    return read(Files.write(folder.resolve(name), bytes)).stream().map(Document::text).toList();
  }

  private List<Document> read(Path file) {
    try (DocumentReader reader = reader(file)) {
      List<Document> documents = new ArrayList<>();
      reader.forEachRemaining(documents::add);
      return documents;
    }
  }

  private DocumentReader reader(Path file) {
    return new DocumentReader(List.of(Source.of(file)), options, problems::add);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = FormatsTest.class.getResourceAsStream("/read/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
