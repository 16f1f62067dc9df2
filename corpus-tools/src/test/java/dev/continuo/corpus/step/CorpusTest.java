package dev.continuo.corpus.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.dedup.RepetitionSettings;
import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.SplitRule;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.shard.Span;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  private Path text = Path.of("");
  private Path tokenizerFile = Path.of("");
  private Path target = Path.of("");

  @BeforeEach
  void writeFiles() throws IOException {
    text = folder.resolve("poems.txt");
    StringBuilder poems = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      poems.append("Poem ").append(i % 50).append("\nThe rose is red, the violet's blue 🌹, ");
      poems.append("and honey number ").append(i % 50).append(" is sweet. Is it?\n\n\n");
    }
    Files.writeString(text, poems + "\u0007\n\n\n");
    tokenizerFile = Files.writeString(folder.resolve("bytes.json"), "{}");
    target = folder.resolve("out/corpus");
  }

  @Test
  void countsAddUpAndShardsHoldTheText() throws IOException {
    CorpusReport report =
        write(CorpusOptions.of(List.of(text)).withSelection(Selection.EXACT), false);
    assertThat(report.documentsIn()).isEqualTo(61);
    assertThat(report.documentsKept()).isEqualTo(50);
    assertThat(report.dropped()).containsEntry("duplicate", 10L).containsEntry("empty", 1L);
    assertThat(report.bytesIn()).isEqualTo(Files.size(text));
    assertThat(report.validation().documents()).isBetween(1L, 12L);
    CorpusFolder corpus = new CorpusFolder(target);
    assertThat(corpus.report()).isEqualTo(report);
    List<String> training = contents(corpus.trainingShard(), report.training());
    List<String> validation = contents(corpus.validationShard(), report.validation());
    assertThat(training).hasSize((int) report.training().documents());
    assertThat(training).doesNotContainAnyElementsOf(validation);
    try (Corpus opened =
            Corpus.open(CorpusOptions.of(List.of(text)).withSelection(Selection.EXACT));
        Stream<String> texts = opened.trainingTexts((phase, done, all) -> {})) {
      assertThat(texts.toList()).isEqualTo(training);
    }
    JsonNode json = MAPPER.readTree(target.resolve("corpus.json").toFile());
    assertThat(json.path("documents_in").asLong())
        .isEqualTo(json.path("documents_kept").asLong() + 10 + 1);
    assertThat(json.path("tokens_out").asLong()).isEqualTo(report.tokensOut());
  }

  /** The documents of a shard as text, after checking its counts and spans. */
  private static List<String> contents(Path file, CorpusReport.Part part) {
    try (Shard shard = Shard.open(file);
        ByteTokenizer tokenizer = new ByteTokenizer()) {
      assertThat(shard.tokenCount()).isEqualTo(part.tokens());
      assertThat(shard.byteCount()).isEqualTo(part.bytes());
      assertThat(shard.spanCount()).isEqualTo(part.spans()).isPositive();
      for (long i = 0; i < shard.spanCount(); i++) {
        Span span = shard.span(i);
        assertThat(tokenizer.decode(tokens(shard, span.start(), span.cut()))).startsWith("Poem");
        assertThat(tokenizer.decode(tokens(shard, span.cut(), span.end()))).endsWith("Is it?");
      }
      List<String> documents = new ArrayList<>();
      for (long i = 0; i < shard.documentCount(); i++) {
        boolean last = i + 1 == shard.documentCount();
        long end = last ? shard.tokenCount() : shard.documentStart(i + 1);
        assertThat(shard.token(end - 1)).isEqualTo(tokenizer.endOfText().orElseThrow());
        documents.add(tokenizer.decode(tokens(shard, shard.documentStart(i), end)));
      }
      return documents;
    }
  }

  private static int[] tokens(Shard shard, long start, long end) {
    int[] tokens = new int[(int) (end - start)];
    shard.copy(start, tokens, 0, tokens.length);
    return tokens;
  }

  @Test
  void theSameCorpusGivesTheSameBytes() throws IOException {
    CorpusOptions options = CorpusOptions.of(List.of(text)).withSelection(Selection.EXACT);
    write(options, false);
    List<byte[]> first = bytes(target);
    write(options, true);
    assertThat(bytes(target)).usingRecursiveComparison().isEqualTo(first);
    String fingerprint = new CorpusFolder(target).report().fingerprint();
    assertThat(write(options.withSeed(7), true).fingerprint()).isNotEqualTo(fingerprint);
    try (Stream<Path> files = Files.list(target.resolveSibling(""))) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void aValidationFileIsKeptWhole() throws IOException {
    Path validation = Files.writeString(folder.resolve("val.txt"), "same\n\n\nsame\n\n\nPoem");
    CorpusReport report =
        write(
            CorpusOptions.of(List.of(text))
                .withSelection(Selection.EXACT)
                .withValidationFile(validation),
            false);
    assertThat(report.training().documents()).isEqualTo(50);
    assertThat(report.validation().documents()).isEqualTo(3);
    assertThat(report.documentsIn()).isEqualTo(64);
    assertThat(report.validationFrom()).isEqualTo(validation.toString());
  }

  @Test
  void tinyCorporaAreDividedAndTooSmallOnesRefused() throws IOException {
    Path two = Files.writeString(folder.resolve("two.txt"), "one two\n\n\nthree four");
    for (int seed = 0; seed < 20; seed++) {
      CorpusReport report =
          write(
              CorpusOptions.of(List.of(two)).withSelection(Selection.EXACT).withSeed(seed),
              seed > 0);
      assertThat(report.training().documents()).isEqualTo(1);
      assertThat(report.validation().documents()).isEqualTo(1);
    }
    CorpusOptions whole =
        CorpusOptions.of(List.of(two))
            .withSelection(Selection.EXACT)
            .withSplit(new SplitRule.WholeFile());
    CorpusReport report = write(whole, true);
    assertThat(report.documentsIn()).isEqualTo(2);
    assertThat(report.heldOut()).isEqualTo("end of document");
    Files.writeString(two, "x");
    assertThatThrownBy(() -> write(whole, true))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("two.txt#1: expected text to train on, found one character");
    Files.writeString(two, " ");
    assertThatThrownBy(() -> write(whole, true))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("two.txt: expected text to train on, found none");
  }

  @Test
  void nothingIsHalfWrittenAndNothingElseIsReplaced() throws IOException {
    CorpusOptions options = CorpusOptions.of(List.of(text)).withSelection(Selection.EXACT);
    write(options, false);
    List<byte[]> whole = bytes(target);
    assertThatThrownBy(() -> write(options, false))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("or overwrite");
    Files.writeString(text, "caf\u00e9\n\n\nmore\n\n\n", StandardCharsets.ISO_8859_1);
    WorkOptions strict = WorkOptions.DEFAULT.withStrict(true);
    assertThatThrownBy(() -> write(options.withReading(utf8()), strict, true))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining(text.toString());
    assertThat(bytes(target)).usingRecursiveComparison().isEqualTo(whole);
    Files.writeString(target.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> write(options, true)).hasMessageContaining("found other files");
    target = Files.writeString(folder.resolve("file"), "mine");
    assertThatThrownBy(() -> write(options, true)).hasMessageContaining("found a file");
    target = text.resolve("below-a-file");
    assertThatThrownBy(() -> write(options, true)).isInstanceOf(CorpusException.class);
    assertThatThrownBy(() -> new CorpusFolder(folder).report())
        .hasMessageContaining("expected a corpus");
  }

  @Test
  void pairsCountCodePointsOfTheCleanedText() throws IOException {
    StringWriter out = new StringWriter();
    long pairs;
    try (Corpus corpus =
        Corpus.open(CorpusOptions.of(List.of(text)).withSelection(Selection.EXACT))) {
      pairs = corpus.pairs(out, (phase, done, all) -> {});
    }
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize((int) pairs).hasSize(50);
    JsonNode pair = MAPPER.readTree(lines.getFirst());
    String cleaned =
        "Poem 0\nThe rose is red, the violet's blue 🌹, and honey number 0 is sweet. Is it?";
    int[] codePoints = cleaned.codePoints().toArray();
    int start = pair.path("span").path(0).asInt();
    int end = pair.path("span").path(1).asInt();
    int cut = pair.path("cut").asInt();
    assertThat(pair.path("document").asText()).isEqualTo(text + "#1");
    assertThat(end).isEqualTo(codePoints.length);
    assertThat(pair.path("visible").asText()).isEqualTo(new String(codePoints, start, cut - start));
    assertThat(pair.path("ending").asText()).isEqualTo(new String(codePoints, cut, end - cut));
    List<String> names = new ArrayList<>();
    pair.fieldNames().forEachRemaining(names::add);
    assertThat(names).containsExactly("document", "span", "cut", "visible", "ending");
  }

  private CorpusReport write(CorpusOptions options, boolean overwrite) {
    return write(options, WorkOptions.DEFAULT, overwrite);
  }

  private CorpusReport write(CorpusOptions options, WorkOptions work, boolean overwrite) {
    try (ByteTokenizer tokenizer = new ByteTokenizer();
        Corpus corpus = Corpus.open(options, work)) {
      return corpus.write(target, overwrite, tokenizer, tokenizerFile, (phase, done, all) -> {});
    }
  }

  private static ReadOptions utf8() {
    return ReadOptions.DEFAULT.withEncoding(StandardCharsets.UTF_8);
  }

  private static List<byte[]> bytes(Path folder) throws IOException {
    List<byte[]> result = new ArrayList<>();
    for (String name :
        List.of("train-00000.shard", "validation-00000.shard", "corpus.json", "tokenizer.json")) {
      result.add(Files.readAllBytes(folder.resolve(name)));
    }
    return result;
  }

  @Test
  void whatIsDoneByDefaultIsThatOfTheSettings() {
    NearDuplicateRule rule =
        new NearDuplicateRule(
            Objects.requireNonNull(RepetitionSettings.SHINGLE_WORDS.value()),
            Objects.requireNonNull(RepetitionSettings.BANDS.value()),
            Objects.requireNonNull(RepetitionSettings.ROWS.value()));
    assertThat(RepetitionSettings.DEDUP.value()).isEqualTo(RepetitionSettings.Rule.NEAR);
    assertThat(CorpusOptions.of(List.of(folder)).selection())
        .isEqualTo(Selection.EXACT.withNearDuplicates(rule));
    assertThat(Selection.DEFAULT.excludedWords())
        .isEqualTo(RepetitionSettings.EXCLUDE_WORDS.value());
  }
}
