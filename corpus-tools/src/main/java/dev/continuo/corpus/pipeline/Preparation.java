package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.clean.Cleaners;
import dev.continuo.corpus.clean.CleaningOptions;
import dev.continuo.corpus.dedup.Decontamination;
import dev.continuo.corpus.dedup.Facts;
import dev.continuo.corpus.dedup.Ledger;
import dev.continuo.corpus.dedup.WordSequences;
import dev.continuo.corpus.document.Digest;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.Stage;
import dev.continuo.corpus.filter.FilterOptions;
import dev.continuo.corpus.filter.Filters;
import dev.continuo.corpus.pipeline.CorpusDetails.Share;
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
final class Preparation {

  /** Rows of a report. */
  static final String DUPLICATES = "duplicates";

  static final String NEAR_DUPLICATES = "near-duplicates";

  static final String PARAGRAPHS = "paragraphs";

  /** Version of the token segments, which also contain the choice of held-out text. */
  private static final int TOKENS_VERSION = 2;

  private final WorkFolder folder;
  private final Spool documents;
  private final Spool validation;
  private final Repetitions repetitions;
  private final Tally tally;

  private Preparation(
      WorkFolder folder, Spool documents, Spool validation, Repetitions repetitions, Tally tally) {
    this.folder = folder;
    this.documents = documents;
    this.validation = validation;
    this.repetitions = repetitions;
    this.tally = tally;
  }

  /** Makes what is not there yet. */
  static Preparation make(
      Inputs inputs, CorpusOptions options, WorkOptions work, Scratch scratch, Progress progress)
      throws IOException {
    WorkFolder folder = WorkFolder.open(scratch, inputs.plan(options, work));
    try {
      Spool documents = new Spool(folder.path().resolve("documents"));
      Spool validation = new Spool(folder.path().resolve("validation"));
      WordSequences excluded = excluded(inputs, options, work);
      new Intake(
              documents,
              inputs.training(),
              options.reading(),
              () -> stages(options.selection(), excluded),
              work)
          .run(progress);
      new Intake(validation, inputs.validation(), options.reading(), Preparation::repairs, work)
          .run(progress);
      Repetitions repetitions = Repetitions.find(documents, options.selection(), work, progress);
      Tally tally = tally(inputs, documents, validation, repetitions, options.selection());
      return new Preparation(folder, documents, validation, repetitions, tally);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** The stages of text that the user has chosen to score on: whatever is in it counts. */
  static List<Stage> repairs() {
    return Stream.concat(
            Cleaners.stages(CleaningOptions.DEFAULT).stream(),
            Filters.stages(FilterOptions.DEFAULT).stream())
        .toList();
  }

  private static List<Stage> stages(Selection selection, WordSequences excluded) {
    List<Stage> stages = new ArrayList<>();
    stages.addAll(Cleaners.stages(selection.cleaning()));
    stages.addAll(Filters.stages(selection.filters()));
    if (!selection.excluded().isEmpty()) {
      stages.add(new Decontamination(excluded));
    }
    return stages;
  }

  private static WordSequences excluded(Inputs inputs, CorpusOptions options, WorkOptions work)
      throws IOException {
    WordSequences sequences =
        new WordSequences(options.selection().excludedWords(), work.memoryBytes());
    Judge judge = new Judge(repairs(), false);
    try (BatchReader batches =
        new BatchReader(inputs.excluded(), options.reading(), true, Position.START)) {
      while (batches.hasNext()) {
        Judged judged = judge.apply(batches.next());
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(judged.documents()));
        for (int i = 0; i < judged.facts().size(); i++) {
          sequences.add(SpoolRecord.read(in).document().text());
        }
      }
    }
    return sequences;
  }

  private static Tally tally(
      Inputs inputs,
      Spool documents,
      Spool validation,
      Repetitions repetitions,
      Selection selection) {
    Tally tally = new Tally();
    inputs.problems().forEach(tally::problem);
    tally.add(documents.tally());
    tally.add(validation.tally());
    Map<Ledger.State, Share> shares = new EnumMap<>(Ledger.State.class);
    shares.put(Ledger.State.KEPT, new Share(validation.documents(), validation.bytes()));
    Ledger ledger = repetitions.ledger();
    long trimmed = 0;
    for (long number = 0; number < ledger.documents(); number++) {
      Ledger.State state = ledger.state(number);
      shares.merge(state, new Share(1, ledger.facts(number).bytes()), Share::plus);
      trimmed += state == Ledger.State.KEPT ? ledger.removed(number) : 0;
    }
    Share none = new Share(0, 0);
    Share exact = shares.getOrDefault(Ledger.State.DUPLICATE, none);
    Share near = shares.getOrDefault(Ledger.State.NEAR_DUPLICATE, none);
    Share emptied = shares.getOrDefault(Ledger.State.REPEATED_PARAGRAPHS, none);
    Share kept = shares.getOrDefault(Ledger.State.KEPT, none);
    Share different = kept.plus(emptied);
    Share unique = different.plus(near);
    tally.flow(DUPLICATES, flow(unique.plus(exact), unique));
    if (selection.nearDuplicates().isPresent()) {
      tally.flow(NEAR_DUPLICATES, flow(unique, different));
    }
    if (selection.repeatedParagraphs()) {
      Share rest = new Share(kept.documents(), kept.bytes() - trimmed);
      tally.flow(PARAGRAPHS, flow(different, rest));
    }
    tally.drop(reason(Ledger.State.DUPLICATE), exact.documents());
    tally.drop(reason(Ledger.State.NEAR_DUPLICATE), near.documents());
    tally.drop(reason(Ledger.State.REPEATED_PARAGRAPHS), emptied.documents());
    return tally;
  }

  private static Flow flow(Share in, Share out) {
    return new Flow(in.documents(), in.bytes(), out.documents(), out.bytes());
  }

  /** Under which name a report counts documents that repeat others. */
  static String reason(Ledger.State state) {
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

  Ledger ledger() {
    return repetitions.ledger();
  }

  /** The counts up to here. */
  Tally tally() {
    return tally;
  }

  /** The kept documents of the inputs by language, where languages were identified. */
  SortedMap<String, Share> languages() {
    SortedMap<String, Share> languages = new TreeMap<>();
    Ledger ledger = repetitions.ledger();
    for (long number = 0; number < ledger.documents(); number++) {
      Facts facts = ledger.facts(number);
      if (isKept(number) && !facts.language().isEmpty()) {
        Share share = new Share(1, facts.bytes() - ledger.removed(number));
        languages.merge(facts.language(), share, Share::plus);
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

  private Flow lastFlow() {
    Map<String, Flow> flows = tally.flows();
    return Stream.of(PARAGRAPHS, NEAR_DUPLICATES, DUPLICATES)
        .filter(flows::containsKey)
        .map(flows::get)
        .findFirst()
        .orElse(Flow.NONE);
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

  /** A kept document. */
  static Stream<Document> documents(SpoolReader reader) {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(reader, Spliterator.ORDERED), false)
        .flatMap(batch -> batch.documents().stream())
        .map(Numbered::document)
        .onClose(reader::close);
  }
}
