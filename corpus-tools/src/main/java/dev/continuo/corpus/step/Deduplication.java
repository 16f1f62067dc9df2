package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.DocumentClusters;
import dev.continuo.corpus.dedup.Entry;
import dev.continuo.corpus.dedup.MinHash;
import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.dedup.RepeatedParagraphs;
import dev.continuo.corpus.dedup.RunMerge;
import dev.continuo.corpus.dedup.SortedRun;
import dev.continuo.corpus.work.NumberedDocument;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.SegmentPass;
import dev.continuo.corpus.work.Spool;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.corpus.work.WorkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  private @Nullable RepeatedParagraphs paragraphs;

  private Deduplication(Spool spool, WorkOptions work, Progress progress) throws IOException {
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

  /** The repetitions in a spool; the caller closes them. */
  static Deduplication find(Spool spool, Selection selection, WorkOptions work, Progress progress)
      throws IOException {
    Deduplication found = new Deduplication(spool, work, progress);
    try {
      found.merge(
          Spool.Kind.DIGESTS, (first, other) -> found.clusters.repeat(first, other.place()));
      if (selection.nearDuplicates().isPresent()) {
        found.nearDuplicates(selection.nearDuplicates().get());
      }
      if (selection.repeatedParagraphs()) {
        found.repeatedParagraphs();
      }
      return found;
    } catch (IOException | RuntimeException e) {
      found.close();
      throw e;
    }
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

  DocumentClusters clusters() {
    return clusters;
  }

  boolean isKept(long number) {
    return clusters.state(number) == DocumentClusters.State.KEPT;
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
