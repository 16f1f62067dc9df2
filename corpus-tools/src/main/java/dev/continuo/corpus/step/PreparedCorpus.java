package dev.continuo.corpus.step;

import dev.continuo.corpus.clean.Cleaners;
import dev.continuo.corpus.clean.CleaningOptions;
import dev.continuo.corpus.dedup.Decontamination;
import dev.continuo.corpus.dedup.DocumentClusters;
import dev.continuo.corpus.dedup.DocumentSummary;
import dev.continuo.corpus.dedup.WordSequences;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.filter.FilterOptions;
import dev.continuo.corpus.filter.Filters;
import dev.continuo.corpus.hash.Digest;
import dev.continuo.corpus.report.BuildCounts;
import dev.continuo.corpus.report.ReportDetails.Share;
import dev.continuo.corpus.report.StepCounts;
import dev.continuo.corpus.work.InputPosition;
import dev.continuo.corpus.work.NumberedDocument;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.Spool;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.corpus.work.SpoolRecord;
import dev.continuo.corpus.work.WorkFolder;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.text.Beginning;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A corpus before it is tokenized: its documents on disk, and which of them repeat others. */
final class PreparedCorpus {

  /** Rows of a report. */
  static final String DUPLICATES = "duplicates";

  static final String NEAR_DUPLICATES = "near-duplicates";

  static final String PARAGRAPHS = "paragraphs";

  /** Version of the token segments, which also contain the choice of held-out text. */
  private static final int TOKENS_VERSION = 2;

  private final WorkFolder folder;
  private final Spool documents;
  private final Spool validation;
  private final Deduplication repetitions;
  private final BuildCounts counts;

  private PreparedCorpus(
      WorkFolder folder,
      Spool documents,
      Spool validation,
      Deduplication repetitions,
      BuildCounts counts) {
    this.folder = folder;
    this.documents = documents;
    this.validation = validation;
    this.repetitions = repetitions;
    this.counts = counts;
  }

  /** Makes what is not there yet. */
  static PreparedCorpus make(
      Inputs inputs, CorpusOptions options, WorkOptions work, Scratch scratch, Progress progress)
      throws IOException {
    WorkFolder folder = WorkFolder.open(scratch, inputs.plan(options, work));
    try {
      Spool documents = new Spool(folder.path().resolve("documents"));
      Spool validation = new Spool(folder.path().resolve("validation"));
      WordSequences excluded = excluded(inputs, options, work);
      new DocumentPass(
              documents,
              inputs.training(),
              options.reading(),
              () -> steps(options.selection(), excluded),
              work)
          .run(progress);
      new DocumentPass(
              validation, inputs.validation(), options.reading(), PreparedCorpus::repairs, work)
          .run(progress);
      Deduplication repetitions =
          Deduplication.find(documents, options.selection(), work, progress);
      BuildCounts counts = counts(inputs, documents, validation, repetitions, options.selection());
      return new PreparedCorpus(folder, documents, validation, repetitions, counts);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** The steps of text that the user has chosen to score on: whatever is in it counts. */
  static List<DocumentStep> repairs() {
    return Stream.concat(
            Cleaners.steps(CleaningOptions.DEFAULT).stream(),
            Filters.steps(FilterOptions.DEFAULT).stream())
        .toList();
  }

  private static List<DocumentStep> steps(Selection selection, WordSequences excluded) {
    List<DocumentStep> steps = new ArrayList<>();
    steps.addAll(Cleaners.steps(selection.cleaning()));
    steps.addAll(Filters.steps(selection.filters()));
    if (!selection.excluded().isEmpty()) {
      steps.add(new Decontamination(excluded));
    }
    return steps;
  }

  private static WordSequences excluded(Inputs inputs, CorpusOptions options, WorkOptions work)
      throws IOException {
    WordSequences sequences =
        new WordSequences(options.selection().excludedWords(), work.memoryBytes());
    StepRunner runner = new StepRunner(repairs(), false);
    try (BatchReader batches =
        new BatchReader(inputs.excluded(), options.reading(), true, InputPosition.START)) {
      while (batches.hasNext()) {
        BatchResult result = runner.apply(batches.next());
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(result.documents()));
        for (int i = 0; i < result.summaries().size(); i++) {
          sequences.add(SpoolRecord.read(in).document().text());
        }
      }
    }
    return sequences;
  }

  private static BuildCounts counts(
      Inputs inputs,
      Spool documents,
      Spool validation,
      Deduplication repetitions,
      Selection selection) {
    BuildCounts counts = new BuildCounts();
    inputs.problems().forEach(counts::problem);
    counts.add(documents.counts());
    counts.add(validation.counts());
    Map<DocumentClusters.State, Share> shares = new EnumMap<>(DocumentClusters.State.class);
    shares.put(DocumentClusters.State.KEPT, new Share(validation.documents(), validation.bytes()));
    DocumentClusters clusters = repetitions.clusters();
    long trimmed = 0;
    for (long number = 0; number < clusters.documents(); number++) {
      DocumentClusters.State state = clusters.state(number);
      shares.merge(state, new Share(1, clusters.summary(number).bytes()), Share::plus);
      trimmed += state == DocumentClusters.State.KEPT ? clusters.removed(number) : 0;
    }
    Share none = new Share(0, 0);
    Share exact = shares.getOrDefault(DocumentClusters.State.DUPLICATE, none);
    Share near = shares.getOrDefault(DocumentClusters.State.NEAR_DUPLICATE, none);
    Share emptied = shares.getOrDefault(DocumentClusters.State.REPEATED_PARAGRAPHS, none);
    Share kept = shares.getOrDefault(DocumentClusters.State.KEPT, none);
    Share different = kept.plus(emptied);
    Share unique = different.plus(near);
    counts.flow(DUPLICATES, flow(unique.plus(exact), unique));
    if (selection.nearDuplicates().isPresent()) {
      counts.flow(NEAR_DUPLICATES, flow(unique, different));
    }
    if (selection.repeatedParagraphs()) {
      Share rest = new Share(kept.documents(), kept.bytes() - trimmed);
      counts.flow(PARAGRAPHS, flow(different, rest));
    }
    counts.drop(reason(DocumentClusters.State.DUPLICATE), exact.documents());
    counts.drop(reason(DocumentClusters.State.NEAR_DUPLICATE), near.documents());
    counts.drop(reason(DocumentClusters.State.REPEATED_PARAGRAPHS), emptied.documents());
    return counts;
  }

  private static StepCounts flow(Share in, Share out) {
    return new StepCounts(in.documents(), in.bytes(), out.documents(), out.bytes());
  }

  /** Under which name a report counts documents that repeat others. */
  static String reason(DocumentClusters.State state) {
    return switch (state) {
      case KEPT -> "";
      case DUPLICATE -> "duplicate";
      case NEAR_DUPLICATE -> "near-duplicate";
      case REPEATED_PARAGRAPHS -> "repeated-paragraphs";
    };
  }

  /** The documents of the inputs, repetitions included. */
  Spool documents() {
    return documents;
  }

  /** The documents of text that the user has chosen to score on. */
  Spool validation() {
    return validation;
  }

  DocumentClusters clusters() {
    return repetitions.clusters();
  }

  /** The counts up to here. */
  BuildCounts counts() {
    return counts;
  }

  /** The kept documents of the inputs by language, where languages were identified. */
  SortedMap<String, Share> languages() {
    SortedMap<String, Share> languages = new TreeMap<>();
    DocumentClusters clusters = repetitions.clusters();
    for (long number = 0; number < clusters.documents(); number++) {
      DocumentSummary summaries = clusters.summary(number);
      if (isKept(number) && !summaries.language().isEmpty()) {
        Share share = new Share(1, summaries.bytes() - clusters.removed(number));
        languages.merge(summaries.language(), share, Share::plus);
      }
    }
    return languages;
  }

  boolean isKept(long number) {
    return repetitions.isKept(number);
  }

  /** The kept documents of the inputs. */
  long keptDocuments() {
    return lastFlow().documentsOut() - validation.documents();
  }

  /** The UTF-8 bytes of their texts. */
  long keptBytes() {
    return lastFlow().bytesOut() - validation.bytes();
  }

  private StepCounts lastFlow() {
    Map<String, StepCounts> flows = counts.flows();
    return Stream.of(PARAGRAPHS, NEAR_DUPLICATES, DUPLICATES)
        .filter(flows::containsKey)
        .map(flows::get)
        .findFirst()
        .orElse(StepCounts.NONE);
  }

  /** Deletes tokens that were made by another tokenizer or cut otherwise. */
  void keepTokensOf(CorpusOptions options, Path tokenizerFile, Beginning beginning)
      throws IOException {
    String plan =
        String.format(
            Locale.ROOT,
            "version %d%n%s%n%d%n%s%n%s%n%s%n",
            TOKENS_VERSION,
            options.spans(),
            options.seed(),
            options.validationShare(),
            options.validationFile(),
            Digest.of(Files.readAllBytes(tokenizerFile)));
    String begun = beginning.length() == 0 ? "" : beginning.name() + "\n";
    folder.keepPlan("plan.tokens", plan + begun, "." + Spool.Kind.TOKENS.ending());
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
        repetitions::withoutRepeated);
  }

  /**
   * Ends the preparation.
   *
   * @param deleted whether its folder is deleted, rather than left for a later build to continue
   */
  void close(boolean deleted) throws IOException {
    repetitions.close();
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
