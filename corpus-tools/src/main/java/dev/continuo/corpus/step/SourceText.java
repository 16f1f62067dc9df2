package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.DocumentClusters;
import dev.continuo.corpus.dedup.DocumentSummary;
import dev.continuo.corpus.work.SourceRun;
import dev.continuo.corpus.work.Spool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * The documents of one file in a corpus.
 *
 * @param first the number of its first document
 * @param end the number after its last one
 * @param kept how many of them are kept
 * @param bytes the UTF-8 bytes of those
 * @param hash of the texts of all: equal for equal files, whatever they are called
 * @param summaries what is known of a document, by its number
 */
record SourceText(long first, long end, long kept, long bytes, long hash, Documents summaries) {

  /** The documents of all files. */
  record Documents(LongPredicate isKept, LongUnaryOperator bytes) {}

  /** The files that have kept documents, in order. */
  static List<SourceText> of(PreparedCorpus prepared) {
    DocumentClusters clusters = prepared.clusters();
    Documents summaries =
        new Documents(
            prepared::isKept,
            number -> clusters.summary(number).bytes() - clusters.removed(number));
    List<SourceRun> runs = new ArrayList<>();
    for (Spool.Segment segment : prepared.documents().segments()) {
      segment.sources().forEach(run -> SourceRun.add(run, runs));
    }
    List<SourceText> sources = new ArrayList<>();
    long first = 0;
    for (SourceRun run : runs) {
      SourceText source = of(first, first + run.documents(), clusters, summaries);
      if (source.kept() > 0) {
        sources.add(source);
      }
      first = source.end();
    }
    return sources;
  }

  private static SourceText of(
      long first, long end, DocumentClusters clusters, Documents summaries) {
    long kept = 0;
    long bytes = 0;
    long hash = 0;
    for (long number = first; number < end; number++) {
      DocumentSummary of = clusters.summary(number);
      hash += of.digest().high();
      if (summaries.isKept().test(number)) {
        kept++;
        bytes += summaries.bytes().applyAsLong(number);
      }
    }
    return new SourceText(first, end, kept, bytes, hash, summaries);
  }

  /**
   * Where the last documents begin that have at most so many bytes together. The last kept document
   * is always among them, and the first one is not if there are at least two.
   */
  long tail(long wanted) {
    long before = 0;
    long start = -1;
    long seen = 0;
    for (long number = first; number < end; number++) {
      if (!summaries.isKept().test(number)) {
        continue;
      }
      seen++;
      boolean fits = bytes - before <= wanted && seen > 1;
      if (start < 0 && (fits || seen == kept)) {
        start = number;
      }
      before += summaries.bytes().applyAsLong(number);
    }
    return start;
  }

  /** The bytes of the kept documents from one on. */
  long bytesFrom(long start) {
    long found = 0;
    for (long number = start; number < end; number++) {
      found += summaries.isKept().test(number) ? summaries.bytes().applyAsLong(number) : 0;
    }
    return found;
  }

  /** A document and its UTF-8 bytes. */
  record Largest(long number, long bytes) {}

  /** The first of the kept documents with the most bytes. */
  Largest largestDocument() {
    Largest largest = new Largest(first, -1);
    for (long number = first; number < end; number++) {
      long size = summaries.isKept().test(number) ? summaries.bytes().applyAsLong(number) : -1;
      if (size > largest.bytes()) {
        largest = new Largest(number, size);
      }
    }
    return largest;
  }
}
