package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.clean.Cleaners;
import dev.continuo.corpus.clean.CleaningOptions;
import dev.continuo.corpus.dedup.Decontamination;
import dev.continuo.corpus.dedup.Ledger;
import dev.continuo.corpus.dedup.WordSequences;
import dev.continuo.corpus.document.Digest;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.Stage;
import dev.continuo.corpus.filter.FilterOptions;
import dev.continuo.corpus.filter.Filters;
import dev.continuo.corpus.pipeline.CorpusDetails.Share;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A corpus before it is tokenized: its documents on disk, and which of them repeat others. */
final class Preparation implements AutoCloseable {

  /** Rows of a report. */
  static final String DUPLICATES = "duplicates";

  static final String NEAR_DUPLICATES = "near-duplicates";

  private final WorkFolder folder;
  private final Spool documents;
  private final Spool validation;
  private final Ledger ledger;
  private final Tally tally;

  private Preparation(
      WorkFolder folder, Spool documents, Spool validation, Ledger ledger, Tally tally) {
    this.folder = folder;
    this.documents = documents;
    this.validation = validation;
    this.ledger = ledger;
    this.tally = tally;
  }

  /** Makes what is not there yet. */
  static Preparation make(
      Inputs inputs, CorpusOptions options, WorkOptions work, Path path, Progress progress)
      throws IOException {
    WorkFolder folder = WorkFolder.open(path, inputs.plan(options, work));
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
      Ledger ledger =
          Repetitions.find(documents, options.selection().nearDuplicates(), work, progress);
      Tally tally = tally(inputs, documents, validation, ledger, options.selection());
      return new Preparation(folder, documents, validation, ledger, tally);
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
        new BatchReader(inputs.excluded(), options.reading(), true, new Position(0, 0))) {
      while (batches.hasNext()) {
        Judged judged = judge.apply(batches.next());
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(judged.documents()));
        for (int i = 0; i < judged.facts().size(); i++) {
          sequences.add(SpoolRecord.read(in).text());
        }
      }
    }
    return sequences;
  }

  private static Tally tally(
      Inputs inputs, Spool documents, Spool validation, Ledger ledger, Selection selection) {
    Tally tally = new Tally();
    inputs.problems().forEach(tally::problem);
    tally.add(documents.tally());
    tally.add(validation.tally());
    Map<Ledger.State, Share> shares = new EnumMap<>(Ledger.State.class);
    shares.put(Ledger.State.KEPT, new Share(validation.documents(), validation.bytes()));
    for (long number = 0; number < ledger.documents(); number++) {
      shares.merge(ledger.state(number), new Share(1, ledger.facts(number).bytes()), Share::plus);
    }
    Share none = new Share(0, 0);
    Share kept = shares.getOrDefault(Ledger.State.KEPT, none);
    Share near = shares.getOrDefault(Ledger.State.NEAR_DUPLICATE, none);
    Share exact = shares.getOrDefault(Ledger.State.DUPLICATE, none);
    Share unique = kept.plus(near);
    tally.flow(DUPLICATES, flow(unique.plus(exact), unique));
    tally.drop(reason(Ledger.State.DUPLICATE), exact.documents());
    if (selection.nearDuplicates().isPresent()) {
      tally.flow(NEAR_DUPLICATES, flow(unique, kept));
      tally.drop(reason(Ledger.State.NEAR_DUPLICATE), near.documents());
    }
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
    };
  }

  WorkFolder folder() {
    return folder;
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
    return ledger;
  }

  /** The counts up to here. */
  Tally tally() {
    return tally;
  }

  boolean isKept(long number) {
    return ledger.state(number) == Ledger.State.KEPT;
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
    Flow exact = tally.flows().getOrDefault(DUPLICATES, Flow.NONE);
    return tally.flows().getOrDefault(NEAR_DUPLICATES, exact);
  }

  /** Deletes tokens that were made by another tokenizer or cut otherwise. */
  void keepTokensOf(CorpusOptions options, Path tokenizerFile) throws IOException {
    String plan =
        "%s%n%d%n%s%n%s%n%s%n"
            .formatted(
                options.spans(),
                options.seed(),
                options.validationShare(),
                options.validationFile(),
                Digest.of(Files.readAllBytes(tokenizerFile)));
    folder.keepPlan("plan.tokens", plan, "." + Spool.Kind.TOKENS.ending());
  }

  /** Documents by number, in batches; to be closed. */
  SpoolReader keptReader(LongPredicate wanted) {
    return new SpoolReader(
        documents, documents.segments(), number -> isKept(number) && wanted.test(number));
  }

  @Override
  public void close() throws IOException {
    ledger.close();
    folder.close();
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
