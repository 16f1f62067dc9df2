package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.DocumentClusters;
import dev.continuo.corpus.dedup.DocumentClusters.State;
import dev.continuo.corpus.dedup.Entry;
import dev.continuo.corpus.dedup.MinHash;
import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.dedup.RepeatedParagraphs;
import dev.continuo.corpus.dedup.RunMerge;
import dev.continuo.corpus.dedup.SortedRun;
import dev.continuo.corpus.report.BuildCounts;
import dev.continuo.corpus.report.ReportDetails.Amount;
import dev.continuo.corpus.report.StepCounts;
import dev.continuo.corpus.work.NumberedDocument;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.SegmentPass;
import dev.continuo.corpus.work.Spool;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.corpus.work.WorkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which documents of a spool repeat others: exact repetitions first, then near duplicates among the
 * rest, then paragraphs of what is left.
 */
final class Deduplication implements AutoCloseable {

  private final Spool spool;
  private final WorkOptions work;
  private final Progress progress;
  private final DocumentClusters clusters;
  private final List<Step.Deduplicate> steps = new ArrayList<>();
  private Amount kept = Amount.NONE;
  private @Nullable RepeatedParagraphs paragraphs;

  /** Finds nothing yet; to be closed. */
  Deduplication(Spool spool, WorkOptions work, Progress progress) throws IOException {
    this.spool = spool;
    this.work = work;
    this.progress = progress;
    if (!Files.exists(spool.summaries())) {
      Files.createFile(spool.summaries());
    }
    clusters =
        DocumentClusters.create(
            spool.summaries(), spool.folder().resolve("clusters"), spool.documents());
  }

  /** Finds what a step drops among what those before it have left. */
  void run(Step.Deduplicate step) throws IOException {
    steps.add(step);
    switch (step) {
      case Step.DropDuplicates() -> duplicates();
      case Step.DropNearDuplicates(NearDuplicateRule rule) -> nearDuplicates(rule);
      case Step.DropRepeatedParagraphs() -> repeatedParagraphs();
    }
  }

  private void duplicates() throws IOException {
    merge(Spool.Kind.DIGESTS, (first, other) -> clusters.repeat(first, other.place()));
  }

  private void nearDuplicates(NearDuplicateRule rule) throws IOException {
    makeKeys(
        Spool.Kind.BANDS,
        () -> {
          MinHash hash = new MinHash(rule);
          return document -> hash.bands(document.document().text(), document.number());
        });
    merge(Spool.Kind.BANDS, (first, other) -> clusters.join(first, other.place()));
  }

  private void repeatedParagraphs() throws IOException {
    makeKeys(
        Spool.Kind.PARAGRAPHS,
        () ->
            document ->
                RepeatedParagraphs.keys(
                    document.document().text(), clusters.start(document.number())));
    RepeatedParagraphs repeated =
        new RepeatedParagraphs(clusters, spool.folder().resolve("paragraphs"));
    paragraphs = repeated;
    merge(Spool.Kind.PARAGRAPHS, repeated::repeat);
  }

  private void makeKeys(
      Spool.Kind kind, Supplier<Function<NumberedDocument, List<Entry>>> functions)
      throws IOException {
    new SegmentPass(spool, kind, "comparing", work, progress)
        .run(
            segments -> new SpoolReader(spool, segments, this::isKept),
            () -> {
              Function<NumberedDocument, List<Entry>> keys = functions.get();
              return documents -> documents.stream().map(keys).flatMap(List::stream).toList();
            },
            (segment, keys) ->
                SortedRun.write(
                    spool.file(segment, kind), keys.stream().flatMap(List::stream).toList()));
  }

  private void merge(Spool.Kind kind, RunMerge.Repeats repeats) throws IOException {
    List<Path> runs = spool.files(kind);
    long all = Spool.bytes(runs);
    long[] done = {0};
    RunMerge.repeats(
        runs,
        spool.folder(),
        RunMerge.fanIn(work.memoryBytes() / 2),
        repeats,
        read -> {
          done[0] = Math.min(all, done[0] + read);
          progress.at("sorting", done[0], all);
        });
  }

  /**
   * Counts what the steps have dropped and kept.
   *
   * @param validation documents that do not pass through these steps, but through the others
   */
  void count(Amount validation, BuildCounts counts) {
    Map<State, Amount> shares = new EnumMap<>(State.class);
    long trimmed = 0;
    for (long number = 0; number < clusters.documents(); number++) {
      State state = clusters.state(number);
      shares.merge(state, new Amount(1, clusters.summary(number).bytes()), Amount::plus);
      trimmed += state == State.KEPT ? clusters.removed(number) : 0;
    }
    Amount whole = shares.getOrDefault(State.KEPT, Amount.NONE);
    Amount emptied = shares.getOrDefault(State.REPEATED_PARAGRAPHS, Amount.NONE);
    Amount near = shares.getOrDefault(State.NEAR_DUPLICATE, Amount.NONE);
    Amount exact = shares.getOrDefault(State.DUPLICATE, Amount.NONE);
    kept = new Amount(whole.documents(), whole.bytes() - trimmed);
    Amount different = validation.plus(whole).plus(emptied);
    Amount unique = different.plus(near);
    for (Step.Deduplicate step : steps) {
      counts.step(
          step.name(),
          switch (step) {
            case Step.DropDuplicates _ -> between(unique.plus(exact), unique);
            case Step.DropNearDuplicates _ -> between(unique, different);
            case Step.DropRepeatedParagraphs _ -> between(different, validation.plus(kept));
          });
    }
    shares.forEach(
        (state, share) ->
            state.reason().ifPresent(reason -> counts.drop(reason.name(), share.documents())));
  }

  private static StepCounts between(Amount in, Amount out) {
    return new StepCounts(in.documents(), in.bytes(), out.documents(), out.bytes());
  }

  /** The documents that are kept, and their bytes; known once they are counted. */
  Amount kept() {
    return kept;
  }

  DocumentClusters clusters() {
    return clusters;
  }

  boolean isKept(long number) {
    return clusters.state(number) == State.KEPT;
  }

  /** A kept document without the paragraphs that go. */
  NumberedDocument withoutRepeated(NumberedDocument document) {
    if (paragraphs == null || clusters.removed(document.number()) == 0) {
      return document;
    }
    String text = paragraphs.without(document.number(), document.document().text());
    return new NumberedDocument(document.number(), document.document().withText(text));
  }

  @Override
  public void close() {
    if (paragraphs != null) {
      paragraphs.close();
    }
    clusters.close();
  }
}
