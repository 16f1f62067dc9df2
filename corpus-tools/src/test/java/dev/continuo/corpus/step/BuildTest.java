package dev.continuo.corpus.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.dedup.RepetitionSettings;
import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.report.StepCounts;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.OutputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Progress NONE = (phase, done, all) -> {};

  @TempDir Path folder;

  private Path tokenizerFile = Path.of("");
  private final List<Path> files = new ArrayList<>();

  @BeforeEach
  void writeFiles() throws IOException {
    tokenizerFile = Files.writeString(folder.resolve("bytes.json"), "{}");
    SplittableRandom random = new SplittableRandom(5);
    List<String> all = new ArrayList<>();
    for (int file = 0; file < 4; file++) {
      List<String> documents = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        String document = sentence(120, random);
        switch (random.nextInt(6)) {
          case 0 -> document = all.isEmpty() ? document : all.get(random.nextInt(all.size()));
          case 1 ->
              document =
                  all.isEmpty() ? document : all.get(random.nextInt(all.size())) + " And more.";
          default -> {}
        }
        documents.add(document);
        all.add(document);
      }
      documents.add("Three. \u0007");
      files.add(
          Files.writeString(
              folder.resolve(String.format(Locale.ROOT, "%d.txt", file)),
              String.join("\n\n\n", documents)));
    }
  }

  private static String sentence(int words, SplittableRandom random) {
    StringBuilder text = new StringBuilder("It");
    for (int i = 0; i < words; i++) {
      text.append(" w").append(random.nextInt(2000));
    }
    return text.append('.').toString();
  }

  @Test
  void threadsMemoryAndOrderOfFilesMakeNoDifference() throws IOException {
    CorpusOptions options = near(files);
    CorpusReport report = build(options, WorkOptions.DEFAULT.withThreads(1), "one");
    assertThat(report.dropped()).containsKeys("duplicate", "near-duplicate");
    assertThat(report.details().largestClusters().getFirst().documents()).isGreaterThan(2);
    List<Path> reversed = files.reversed();
    WorkOptions tight =
        WorkOptions.DEFAULT.withThreads(2).withMemory(RepetitionSettings.LEAST_MEMORY.bytes());
    build(near(reversed), tight, "two");
    for (String name :
        List.of("train-00000.shard", "validation-00000.shard", "corpus.json", "tokenizer.json")) {
      assertThat(folder.resolve("two").resolve(name))
          .hasSameBinaryContentAs(folder.resolve("one").resolve(name));
    }
  }

  /** With the files named otherwise, other copies are met first, but the same texts are kept. */
  @Test
  void theTextsKeptDoNotDependOnTheOrderOfDocuments() throws IOException {
    Set<String> kept = texts(near(files));
    Path renamed = Files.createDirectory(folder.resolve("renamed"));
    for (int i = 0; i < files.size(); i++) {
      Files.copy(files.get(i), renamed.resolve(String.format(Locale.ROOT, "%d.txt", 9 - i)));
    }
    assertThat(texts(near(List.of(renamed)))).isEqualTo(kept);
  }

  private static Set<String> texts(CorpusOptions options) {
    try (Corpus corpus = Corpus.open(options);
        Stream<Document> documents = corpus.documents(NONE)) {
      return documents.map(Document::text).collect(Collectors.toSet());
    }
  }

  @Test
  void everyDropIsNamedAndTheCountsAddUp() throws IOException {
    Path dropped = folder.resolve("dropped.jsonl");
    String leaked = Files.readString(files.getFirst()).split("\n\n\n", 3)[1];
    Path test =
        Files.writeString(folder.resolve("test.text"), "Asked: " + leaked.substring(0, 200));
    CorpusOptions options =
        near(files)
            .withSelection(
                Selection.EXACT
                    .withNearDuplicates(NearDuplicateRule.DEFAULT)
                    .withExcluded(List.of(test), 13));
    CorpusReport report = build(options, WorkOptions.DEFAULT.withDropped(dropped), "corpus");
    assertThat(report.documentsIn()).isEqualTo(4 * 121);
    assertThat(report.dropped()).containsKeys("contaminated", "duplicate", "near-duplicate");
    Map<String, Long> named = new HashMap<>();
    for (String line : Files.readAllLines(dropped)) {
      JsonNode json = MAPPER.readTree(line);
      assertThat(json.path("document").asText()).contains(".txt#");
      assertThat(json.path("text").asText()).isNotEmpty();
      named.merge(json.path("reason").asText(), 1L, Long::sum);
    }
    assertThat(named).isEqualTo(report.dropped());
    List<StepCounts> flows = List.copyOf(report.details().steps().values());
    for (int i = 1; i < flows.size(); i++) {
      assertThat(flows.get(i).documentsIn()).isEqualTo(flows.get(i - 1).documentsOut());
      assertThat(flows.get(i).bytesIn()).isEqualTo(flows.get(i - 1).bytesOut());
    }
    StepCounts last = flows.getLast();
    assertThat(last.documentsOut()).isEqualTo(report.documentsKept());
    assertThat(last.bytesOut()).isEqualTo(report.bytesKept());
    assertThat(new CorpusFolder(folder.resolve("corpus")).report()).isEqualTo(report);
  }

  @Test
  void repeatedParagraphsStayOnce() throws IOException {
    String notice =
        "All of this may be copied freely, as long as nobody is told who wrote it. Thanks!";
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      documents.add(
          String.format(
              Locale.ROOT, "Page %d of the book.%n%n%s%n%n%s", i, notice, "The end. ".repeat(i)));
    }
    documents.add(notice);
    Path book = Files.writeString(folder.resolve("book.txt"), String.join("\n\n\n", documents));
    CorpusOptions options =
        CorpusOptions.of(List.of(book)).withSelection(Selection.EXACT.withRepeatedParagraphs(true));
    Path dropped = folder.resolve("dropped.jsonl");
    CorpusReport report =
        build(options, WorkOptions.DEFAULT.withThreads(1).withDropped(dropped), "one");
    assertThat(report.dropped()).isEqualTo(Map.of("repeated-paragraphs", 1L));
    assertThat(dropped).content().contains("\"reason\":\"repeated-paragraphs\"");
    StepCounts flow = report.details().steps().getOrDefault("paragraphs", StepCounts.NONE);
    assertThat(flow.bytesIn() - flow.bytesOut())
        .isEqualTo(399L * (notice.length() + 2) + notice.length());
    assertThat(flow.bytesOut()).isEqualTo(report.bytesKept());
    assertThat(texts(options)).filteredOn(text -> text.contains(notice)).hasSize(1);
    WorkOptions tight =
        WorkOptions.DEFAULT.withThreads(2).withMemory(RepetitionSettings.LEAST_MEMORY.bytes());
    build(options, tight, "two");
    for (String name : List.of("train-00000.shard", "validation-00000.shard", "corpus.json")) {
      assertThat(folder.resolve("two").resolve(name))
          .hasSameBinaryContentAs(folder.resolve("one").resolve(name));
    }
  }

  @Test
  void aSurveySaysWhatABuildWouldKeep() throws IOException {
    CorpusReport built = build(near(files), WorkOptions.DEFAULT, "corpus");
    try (Corpus corpus = Corpus.open(near(files))) {
      CorpusReport survey = corpus.survey(NONE);
      assertThat(survey.documentsKept()).isEqualTo(built.documentsKept());
      assertThat(survey.bytesKept()).isEqualTo(built.bytesKept());
      assertThat(survey.dropped()).isEqualTo(built.dropped());
      assertThat(survey.details()).isEqualTo(built.details());
    }
  }

  @Test
  void otherStandardInputIsOtherWork() {
    WorkOptions work = WorkOptions.DEFAULT.withFolder(folder.resolve("work"));
    InputStream original = System.in;
    try {
      for (String text : List.of("One.\n\n\nTwo.", "Three.", "Three.", "One.\n\n\nTwo.")) {
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        try (Corpus corpus = Corpus.open(near(List.of(Path.of("-"))), work)) {
          assertThat(corpus.survey(NONE).bytesKept()).isEqualTo(text.replace("\n", "").length());
        }
      }
    } finally {
      System.setIn(original);
    }
  }

  /** What is written to /dev/full fails like what is written to a full disk. */
  @Test
  void aFullDiskStopsTheWorkAndWithSpaceItGoesOn() throws IOException {
    Path whole = folder.resolve("whole");
    build(near(files), WorkOptions.DEFAULT, "whole");
    WorkOptions work = WorkOptions.DEFAULT.withFolder(folder.resolve("work"));
    try (Corpus corpus = Corpus.open(near(files), work)) {
      corpus.survey(NONE);
    }
    WorkOptions full = work.withPairs(Path.of("/dev/full"));
    assertThatThrownBy(() -> build(near(files), full, "corpus"))
        .isInstanceOf(CorpusException.class)
        .hasMessageContainingAll("No space left on device", "it goes on where it was");
    assertThat(folder.resolve("corpus")).doesNotExist();
    WorkOptions passing =
        WorkOptions.DEFAULT
            .withTemporaryFolder(folder.resolve("passing"))
            .withPairs(Path.of("/dev/full"));
    assertThatThrownBy(() -> build(near(files), passing, "corpus"))
        .hasMessageContaining("No space left on device")
        .hasMessageEndingWith("run the same again");
    assertThat(folder.resolve("passing")).doesNotExist();
    build(near(files), work, "corpus");
    try (Stream<Path> made = Files.list(whole)) {
      for (Path file : made.toList()) {
        assertThat(folder.resolve("corpus").resolve(file.getFileName()))
            .hasSameBinaryContentAs(file);
      }
    }
  }

  @Test
  void twoProcessesDoNotShareAWorkFolder() {
    WorkOptions work = WorkOptions.DEFAULT.withFolder(folder.resolve("work"));
    try (Corpus first = Corpus.open(near(files), work);
        Corpus second = Corpus.open(near(files), work)) {
      first.survey(NONE);
      assertThatThrownBy(() -> second.survey(NONE))
          .isInstanceOf(OutputException.class)
          .hasMessageContaining("another process works in this folder");
    }
  }

  private static CorpusOptions near(List<Path> inputs) {
    return CorpusOptions.of(inputs)
        .withSelection(Selection.EXACT.withNearDuplicates(NearDuplicateRule.DEFAULT));
  }

  private CorpusReport build(CorpusOptions options, WorkOptions work, String name) {
    try (ByteTokenizer tokenizer = new ByteTokenizer();
        Corpus corpus = Corpus.open(options, work)) {
      return corpus.write(folder.resolve(name), false, tokenizer, tokenizerFile, NONE);
    }
  }
}
