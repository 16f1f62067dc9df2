package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.Decontamination;
import dev.continuo.corpus.dedup.DocumentClusters;
import dev.continuo.corpus.dedup.DocumentSummary;
import dev.continuo.corpus.dedup.ExcludedNGrams;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.output.DroppedFile;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.ReadProblem;
import dev.continuo.corpus.report.BuildCounts;
import dev.continuo.corpus.report.ReportDetails.Amount;
import dev.continuo.corpus.work.InputPosition;
import dev.continuo.corpus.work.NumberedDocument;
import dev.continuo.corpus.work.Plan;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.Spool;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.corpus.work.WorkFolder;
import dev.continuo.corpus.work.WorkOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A corpus before it is tokenized: its documents on disk, and which of them are duplicates. */
final class PreparedCorpus {

  private final WorkFolder folder;
  private final Spool documents;
  private final Spool validation;
  private final Deduplication deduplication;
  private final BuildCounts counts;

  private PreparedCorpus(
      WorkFolder folder,
      Spool documents,
      Spool validation,
      Deduplication deduplication,
      BuildCounts counts) {
    this.folder = folder;
    this.documents = documents;
    this.validation = validation;
    this.deduplication = deduplication;
    this.counts = counts;
  }

  /**
   * Runs the steps up to the last that needs no tokenizer, as far as the folder does not have their
   * results. Those that look at one document at a time run while files are read.
   */
  static PreparedCorpus make(
      List<Step> steps, Inputs inputs, WorkOptions work, WorkFolder folder, Progress progress)
      throws IOException {
    Spool documents = new Spool(folder.path().resolve("documents"));
    Spool validation = new Spool(folder.path().resolve("validation"));
    Deduplication deduplication = null;
    try {
      for (Step step : steps) {
        switch (step) {
          case Step.Read(ReadOptions options) -> {
            List<Step.EachDocument> each = eachDocument(steps, options, inputs, work);
            new DocumentPass(documents, inputs.training(), options, each, work).run(progress);
            List<Step.EachDocument> repairs = BuildSteps.repairs();
            new DocumentPass(validation, inputs.validation(), options, repairs, work).run(progress);
          }
          case Step.Deduplicate deduplicate -> {
            if (deduplication == null) {
              deduplication = new Deduplication(documents, work, progress);
            }
            deduplication.run(deduplicate);
          }
          case Step.EachDocument _, Step.Decontaminate _ -> {}
          case Step.Split _, Step.Tokenize _, Step.Write _ -> {}
        }
      }
      Deduplication done = Objects.requireNonNull(deduplication, "every list drops duplicates");
      BuildCounts counts = new BuildCounts();
      inputs.problems().forEach(counts::problem);
      counts.add(documents.counts());
      counts.add(validation.counts());
      done.count(new Amount(validation.documents(), validation.bytes()), counts);
      return new PreparedCorpus(folder, documents, validation, done, counts);
    } catch (IOException | RuntimeException e) {
      if (deduplication != null) {
        deduplication.close();
      }
      throw e;
    }
  }

  /** The steps that look at one document at a time. */
  private static List<Step.EachDocument> eachDocument(
      List<Step> steps, ReadOptions reading, Inputs inputs, WorkOptions work) throws IOException {
    List<Step.EachDocument> each = new ArrayList<>();
    for (Step step : steps) {
      if (step instanceof Step.EachDocument one) {
        each.add(one);
      } else if (step instanceof Step.Decontaminate(var _, int words)) {
        ExcludedNGrams excluded = excluded(words, reading, inputs, work);
        each.add(
            new Step.EachDocument(
                step.name(), Decontamination.VERSION, () -> new Decontamination(excluded)));
      }
    }
    return each;
  }

  private static ExcludedNGrams excluded(
      int words, ReadOptions reading, Inputs inputs, WorkOptions work) throws IOException {
    ExcludedNGrams sequences = new ExcludedNGrams(words, work.memoryBytes());
    StepRunner runner = new StepRunner(BuildSteps.repairs(), false);
    try (BatchReader batches =
        new BatchReader(inputs.excluded(), reading, true, InputPosition.START)) {
      while (batches.hasNext()) {
        for (Document document : runner.apply(batches.next()).kept()) {
          sequences.add(document.text());
        }
      }
    }
    return sequences;
  }

  /** The documents of the inputs, duplicates included. */
  Spool documents() {
    return documents;
  }

  /** The documents of the user's own validation text. */
  Spool validation() {
    return validation;
  }

  /** The documents of the user's validation text; to be closed. */
  SpoolReader validationReader() {
    return new SpoolReader(validation, validation.segments(), number -> true);
  }

  DocumentClusters clusters() {
    return deduplication.clusters();
  }

  /** The counts up to here. */
  BuildCounts counts() {
    return counts;
  }

  /** The kept documents of the inputs by language, where languages were identified. */
  SortedMap<String, Amount> languages() {
    SortedMap<String, Amount> languages = new TreeMap<>();
    DocumentClusters clusters = deduplication.clusters();
    for (long number = 0; number < clusters.documents(); number++) {
      DocumentSummary summary = clusters.summary(number);
      if (isKept(number) && !summary.language().isEmpty()) {
        Amount share = new Amount(1, summary.bytes() - clusters.removed(number));
        languages.merge(summary.language(), share, Amount::plus);
      }
    }
    return languages;
  }

  boolean isKept(long number) {
    return deduplication.isKept(number);
  }

  /** How many documents of the inputs are kept, and their bytes. */
  Amount kept() {
    return deduplication.kept();
  }

  /** Deletes tokens that were made by another tokenizer or cut otherwise. */
  void keepTokensOf(Plan plan) throws IOException {
    folder.keepPlan("plan.tokens.json", plan, "." + Spool.Kind.TOKENS.ending());
  }

  /** Some kept documents, as they go into the corpus; to be closed. */
  SpoolReader keptReader(LongPredicate wanted) {
    return keptReader(documents.segments(), wanted);
  }

  /** Some kept documents of some segments, as they go into the corpus; to be closed. */
  SpoolReader keptReader(List<Spool.Segment> segments, LongPredicate wanted) {
    return new SpoolReader(
        documents,
        segments,
        number -> isKept(number) && wanted.test(number),
        deduplication::withoutRepeated);
  }

  /**
   * Writes everything that was dropped.
   *
   * @param problems with finding files
   */
  void writeDropped(Path file, List<ReadProblem> problems) throws IOException {
    List<Path> lines =
        Stream.of(documents, validation)
            .flatMap(spool -> spool.files(Spool.Kind.DROPPED).stream())
            .toList();
    try (SpoolReader duplicates =
        new SpoolReader(documents, documents.segments(), number -> !isKept(number))) {
      DroppedFile.write(
          file,
          problems,
          lines,
          duplicates,
          number -> clusters().state(number).reason().orElseThrow());
    }
  }

  /**
   * Ends the preparation.
   *
   * @param deleted whether its folder is deleted, rather than left for a later build to continue
   */
  void close(boolean deleted) throws IOException {
    deduplication.close();
    if (deleted) {
      folder.delete();
    } else {
      folder.close();
    }
  }

  /** The documents that a reader reads; to be closed. */
  static Stream<Document> documents(SpoolReader reader) {
    return numbered(reader).map(NumberedDocument::document);
  }

  /** The same with their numbers. */
  static Stream<NumberedDocument> numbered(SpoolReader reader) {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(reader, Spliterator.ORDERED), false)
        .flatMap(batch -> batch.documents().stream())
        .onClose(reader::close);
  }
}
