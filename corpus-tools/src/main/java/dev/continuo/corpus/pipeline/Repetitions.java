package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.dedup.Entry;
import dev.continuo.corpus.dedup.Ledger;
import dev.continuo.corpus.dedup.MinHash;
import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.dedup.RepeatedParagraphs;
import dev.continuo.corpus.dedup.RunMerge;
import dev.continuo.corpus.dedup.SortedRun;
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
final class Repetitions implements AutoCloseable {

  private final Spool spool;
  private final WorkOptions work;
  private final Progress progress;
  private final Ledger ledger;
  private @Nullable RepeatedParagraphs paragraphs;

  private Repetitions(Spool spool, WorkOptions work, Progress progress) throws IOException {
    this.spool = spool;
    this.work = work;
    this.progress = progress;
    if (!Files.exists(spool.facts())) {
      Files.createFile(spool.facts());
    }
    ledger = Ledger.create(spool.facts(), spool.folder().resolve("ledger"), spool.documents());
  }

  /** The repetitions in a spool; the caller closes them. */
  static Repetitions find(Spool spool, Selection selection, WorkOptions work, Progress progress)
      throws IOException {
    Repetitions found = new Repetitions(spool, work, progress);
    try {
      found.merge(Spool.Kind.DIGESTS, (first, other) -> found.ledger.repeat(first, other.place()));
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
    merge(Spool.Kind.BANDS, (first, other) -> ledger.join(first, other.place()));
  }

  private void repeatedParagraphs() throws IOException {
    makeKeys(
        Spool.Kind.PARAGRAPHS,
        () ->
            document ->
                RepeatedParagraphs.keys(
                    document.document().text(), ledger.start(document.number())));
    RepeatedParagraphs repeated =
        new RepeatedParagraphs(ledger, spool.folder().resolve("paragraphs"));
    paragraphs = repeated;
    merge(Spool.Kind.PARAGRAPHS, repeated::repeat);
  }

  private void makeKeys(Spool.Kind kind, Supplier<Function<Numbered, List<Entry>>> functions)
      throws IOException {
    new SegmentPass(spool, kind, "comparing", work, progress)
        .run(
            segments -> new SpoolReader(spool, segments, this::isKept),
            () -> {
              Function<Numbered, List<Entry>> keys = functions.get();
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

  Ledger ledger() {
    return ledger;
  }

  boolean isKept(long number) {
    return ledger.state(number) == Ledger.State.KEPT;
  }

  /** A kept document without the paragraphs that go. */
  Numbered withoutRepeated(Numbered document) {
    if (paragraphs == null || ledger.removed(document.number()) == 0) {
      return document;
    }
    String text = paragraphs.without(document.number(), document.document().text());
    return new Numbered(document.number(), document.document().withText(text));
  }

  @Override
  public void close() {
    if (paragraphs != null) {
      paragraphs.close();
    }
    ledger.close();
  }
}
