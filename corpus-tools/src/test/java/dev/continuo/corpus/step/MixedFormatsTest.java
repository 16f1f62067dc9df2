package dev.continuo.corpus.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.work.WorkOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One build over a folder that mixes every format, broken files among them. */
class MixedFormatsTest {

  private static final String LINES =
      """
      {"text": "The first line of many, and a long enough one to be a document of its own."}
      {"text": "torn
      {"body": "no text here"}
      {"text": "The last line is here, and it is as long as the first one was, or longer."}
      """;

  @TempDir Path folder;

  private Path input = Path.of("");
  private Path tokenizerFile = Path.of("");

  @BeforeEach
  void writeFiles() throws IOException {
    tokenizerFile = Files.writeString(folder.resolve("bytes.json"), "{}");
    input = Files.createDirectories(folder.resolve("in"));
    Path below = Files.createDirectories(input.resolve("below"));
    Files.writeString(
        input.resolve("plain.txt"), "A plain text.\n\n\nAnother one.\n\n\nA plain text.");
    copy("page.html", input);
    copy("page.md", below);
    copy("rows.zstd.parquet", below);
    Files.writeString(input.resolve("lines.jsonl"), LINES);
    byte[] zipped =
        gzip("{\"text\": \"Zipped words that nobody else has written down so far.\"}\n");
    Files.write(below.resolve("zipped.jsonl.gz"), zipped);
    Files.write(below.resolve("truncated.txt.gz"), Arrays.copyOf(zipped, zipped.length - 9));
    byte[] text =
        "Packed by another program, and well packed too.".getBytes(StandardCharsets.UTF_8);
    Files.write(below.resolve("packed.txt.zst"), Zstd.compress(text));
    String chinese = "床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。".repeat(8);
    Files.write(input.resolve("chinese.txt"), chinese.getBytes(Charset.forName("Big5")));
    Files.write(input.resolve("binary.txt"), new byte[5000]);
    Files.createSymbolicLink(below.resolve("loop"), input);
  }

  private static void copy(String name, Path folder) throws IOException {
    try (InputStream in = MixedFormatsTest.class.getResourceAsStream("/read/" + name)) {
      Files.copy(Objects.requireNonNull(in, name), folder.resolve(name));
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  @Test
  void countsAddUpAndTheBytesAreTheSameAtAnyNumberOfThreads() throws IOException {
    CorpusReport report = build(1, "one");
    long dropped = report.dropped().values().stream().mapToLong(Long::longValue).sum();
    assertThat(report.documentsIn()).isEqualTo(report.documentsKept() + dropped);
    assertThat(report.dropped())
        .containsKeys("broken-json", "missing-field", "truncated", "binary", "duplicate");
    assertThat(report.details().problems())
        .hasSizeGreaterThan(3)
        .anyMatch(problem -> problem.contains("lines.jsonl"))
        .anyMatch(problem -> problem.contains("truncated.txt.gz"));
    assertThat(report.documentsKept()).isGreaterThan(8);
    assertThat(report.details().languages()).containsKeys("en", "zh");
    assertThat(report.details().guessedEncodings()).containsExactly(Map.entry("Big5", 1L));
    build(2, "two");
    for (String name : List.of("train-00000.shard", "validation-00000.shard", "corpus.json")) {
      assertThat(folder.resolve("two").resolve(name))
          .hasSameBinaryContentAs(folder.resolve("one").resolve(name));
    }
    assertThat(folder.resolve("two.jsonl")).hasSameBinaryContentAs(folder.resolve("one.jsonl"));
    assertThat(pairs(2)).isEqualTo(pairs(1)).contains("plain.txt#1", "\"ending\"");
    assertThat(folder.resolve("one.jsonl")).hasContent(pairs(1));
  }

  private CorpusReport build(int threads, String name) {
    try (ByteTokenizer tokenizer = new ByteTokenizer();
        Corpus corpus = open(threads, work -> work.withPairs(folder.resolve(name + ".jsonl")))) {
      return corpus.write(
          folder.resolve(name), false, tokenizer, tokenizerFile, (phase, done, all) -> {});
    }
  }

  private String pairs(int threads) {
    StringWriter out = new StringWriter();
    try (Corpus corpus = open(threads, work -> work)) {
      corpus.pairs(out, (phase, done, all) -> {});
    }
    return out.toString();
  }

  private Corpus open(int threads, UnaryOperator<WorkOptions> change) {
    CorpusOptions options = CorpusOptions.of(List.of(input));
    Selection selection =
        options
            .selection()
            .withNearDuplicates(NearDuplicateRule.DEFAULT)
            .withRepeatedParagraphs(true);
    return Corpus.open(
        options.withSelection(selection.withFilters(selection.filters().withLanguagesIdentified())),
        change.apply(WorkOptions.DEFAULT.withThreads(threads)));
  }
}
