package dev.continuo.corpus.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.StepResult;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.report.StepCounts;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.WorkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps that a user writes. */
class OwnStepsTest {

  private static final int DOCUMENTS = 40;
  private static final Progress NONE = (phase, done, all) -> {};

  @TempDir Path folder;

  private CorpusOptions options =
      CorpusOptions.of(List.of(Path.of(""))).withSelection(Selection.EXACT);

  @BeforeEach
  void writeText() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < DOCUMENTS; i++) {
      text.append("Poem ").append(i).append(" has a line, and another.\n\n\n");
    }
    options =
        CorpusOptions.of(List.of(Files.writeString(folder.resolve("a.txt"), text)))
            .withSelection(Selection.EXACT);
  }

  /** A step of some version that does what a function says. */
  record Own(String name, String version, Function<Document, StepResult> answer)
      implements DocumentStep {

    @Override
    public StepResult apply(Document document) {
      return answer.apply(document);
    }
  }

  private static StepResult dropThirds(Document document) {
    return document.id().endsWith("3")
        ? StepResult.drop("ends-in-three")
        : StepResult.keep(document.with("checked", "yes"));
  }

  @Test
  void aDropIsCountedUnderItsOwnReasonAndTheStepUnderItsName() throws IOException {
    Path dropped = folder.resolve("dropped.jsonl");
    for (int threads : List.of(1, 2)) {
      WorkOptions work =
          WorkOptions.DEFAULT.withThreads(threads).withDropped(dropped).withOverwrite(true);
      try (Corpus corpus =
          Corpus.build(options)
              .step(() -> new Own("thirds", "1", OwnStepsTest::dropThirds))
              .work(work)
              .open()) {
        CorpusReport report = corpus.survey(NONE);
        assertThat(report.dropped()).isEqualTo(Map.of("ends-in-three", 4L));
        assertThat(report.documentsKept()).isEqualTo(DOCUMENTS - 4);
        assertThat(List.copyOf(report.details().steps().keySet()))
            .containsExactly("read", "clean", "not-empty", "thirds", "duplicates");
        StepCounts counts = report.details().steps().getOrDefault("thirds", StepCounts.NONE);
        assertThat(counts.documentsIn() - counts.documentsOut()).isEqualTo(4);
        try (Stream<Document> documents = corpus.documents(NONE)) {
          assertThat(documents.map(Document::metadata).distinct().toList())
              .containsExactly(Map.of("checked", "yes"));
        }
      }
      assertThat(Files.readAllLines(dropped))
          .hasSize(4)
          .allMatch(line -> line.contains("\"reason\":\"ends-in-three\""));
    }
  }

  @Test
  void theStepsOfABuildAreAVisibleList() {
    List<String> names =
        Corpus.build(
                options.withSelection(
                    Selection.EXACT
                        .withExcluded(options.inputs(), 13)
                        .withRepeatedParagraphs(true)))
            .step(() -> new Own("thirds", "1", OwnStepsTest::dropThirds))
            .steps()
            .stream()
            .map(Step::name)
            .toList();
    assertThat(names)
        .containsExactly(
            "read",
            "clean",
            "not-empty",
            "thirds",
            "exclude",
            "duplicates",
            "paragraphs",
            "split",
            "tokenize",
            "write");
  }

  @Test
  void namesAndReasonsAreChecked() {
    CorpusBuilder same = Corpus.build(options).step(() -> new Own("clean", "1", StepResult::keep));
    assertThatThrownBy(same::open).hasMessageContaining("two are called \"clean\"");
    assertThatThrownBy(
            () -> Corpus.build(options).step(() -> new Own("a b", "1", StepResult::keep)))
        .hasMessageContaining("lower-case letters");
    assertThatThrownBy(() -> survey(new Own("own", "1", document -> StepResult.drop("Too long!"))))
        .isInstanceOf(CorpusException.class)
        .hasMessageContainingAll("a.txt#1", "\"own\"", "the reason of a drop");
  }

  @Test
  void reasonsAreAsManyAsAReportCanHold() throws IOException {
    Files.writeString(options.inputs().getFirst(), "One.\n\n\n".repeat(1_500));
    assertThatThrownBy(
            () ->
                survey(
                    new Own(
                        "own",
                        "1",
                        d -> StepResult.drop("r-" + d.id().substring(d.id().indexOf('#') + 1)))))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("at most 1000 different reasons");
  }

  @Test
  void aStepThatFailsStopsTheBuildAndNamesTheDocument() {
    for (Function<Document, StepResult> failing :
        List.<Function<Document, StepResult>>of(
            d -> StepResult.keep(d.with("language", d.text())),
            d -> overflow(d, 0),
            d -> StepResult.drop(d.text()))) {
      assertThatThrownBy(
              () ->
                  survey(
                      new Own(
                          "own",
                          "1",
                          d -> d.id().endsWith("#7") ? failing.apply(d) : StepResult.keep(d))))
          .isInstanceOf(CorpusException.class)
          .hasMessageContainingAll("a.txt#7", "\"own\"", "run the same again");
    }
  }

  private static StepResult overflow(Document document, int depth) {
    return depth < 0
        ? StepResult.keep(document)
        : overflow(document.withText("deeper " + depth), depth + 1);
  }

  /** A build that failed goes on with the same steps, and begins anew with other versions. */
  @Test
  void anotherVersionBeginsAnew() {
    WorkOptions work = WorkOptions.DEFAULT.withFolder(folder.resolve("work")).withThreads(1);
    AtomicInteger calls = new AtomicInteger();
    List<String> anew = new ArrayList<>();
    Progress progress =
        new Progress() {
          @Override
          public void at(String phase, long done, long all) {}

          @Override
          public void startedAnew(String why) {
            anew.add(why);
          }
        };
    for (String version : List.of("1", "1", "2", "2")) {
      int before = calls.get();
      boolean goesOn = version.equals("1") ? before > 0 : !anew.isEmpty();
      try (Corpus corpus =
          Corpus.build(options)
              .step(
                  () ->
                      new Own(
                          "own",
                          version,
                          d -> {
                            calls.incrementAndGet();
                            return version.equals("1") ? dropThirds(d) : StepResult.keep(d);
                          }))
              .work(work.withPairs(Path.of("/dev/full")))
              .open()) {
        assertThatThrownBy(
                () ->
                    corpus.write(
                        folder.resolve("out"),
                        false,
                        new ByteTokenizer(),
                        Files.writeString(folder.resolve("t.json"), "{}"),
                        progress))
            .hasMessageContaining("No space left");
        assertThat(corpus.dropped())
            .isEqualTo(version.equals("1") ? Map.of("ends-in-three", 4L) : Map.of());
      }
      assertThat(calls.get() - before).isEqualTo(goesOn ? 0 : DOCUMENTS);
    }
    assertThat(anew).hasSize(1).allMatch(why -> why.contains("another plan (steps.own)"));
  }

  @Test
  void workOfAnOlderVersionIsToldApart() throws IOException {
    Path old = folder.resolve("work");
    Files.createDirectories(old.resolve("documents"));
    Files.writeString(old.resolve(".continuo-scratch"), "");
    Files.writeString(old.resolve("plan"), "version 3\nReadOptions[split=Auto[]]\n");
    Files.writeString(old.resolve("documents/000000.log"), "{\"documents\": 5, \"bytes\": 50}");
    List<String> anew = new ArrayList<>();
    try (Corpus corpus = Corpus.open(options, WorkOptions.DEFAULT.withFolder(old))) {
      CorpusReport report =
          corpus.survey(
              new Progress() {
                @Override
                public void at(String phase, long done, long all) {}

                @Override
                public void startedAnew(String why) {
                  anew.add(why);
                }
              });
      assertThat(report.documentsKept()).isEqualTo(DOCUMENTS);
    }
    assertThat(anew).hasSize(1).allMatch(why -> why.contains("an older version"));
  }

  @Test
  void stepsAreFoundOnTheClassPathByName() throws IOException {
    OwnServices.with(
        folder,
        DocumentStep.class,
        Found.class,
        () -> {
          try (Corpus corpus = Corpus.build(options).step("found").open()) {
            assertThat(corpus.survey(NONE).dropped()).isEqualTo(Map.of("found", (long) DOCUMENTS));
          }
          assertThatThrownBy(() -> Corpus.build(options).step("lost"))
              .isInstanceOf(CorpusException.class)
              .hasMessageContainingAll("\"lost\"", "[found]", "META-INF/services");
        });
  }

  /** Drops everything. */
  public static final class Found implements DocumentStep {

    @Override
    public String name() {
      return "found";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public StepResult apply(Document document) {
      return StepResult.drop("found");
    }
  }

  private void survey(DocumentStep step) {
    try (Corpus corpus = Corpus.build(options).step(() -> step).open()) {
      corpus.survey(NONE);
    }
  }
}
