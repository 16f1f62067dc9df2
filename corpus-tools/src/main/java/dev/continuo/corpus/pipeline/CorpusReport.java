package dev.continuo.corpus.pipeline;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of a corpus: {@code documentsIn} is what training and validation hold and what was
 * dropped, together.
 *
 * @param dropped how many documents, for each reason
 * @param bytesIn the bytes of the files read
 * @param split the rule by which documents were split, as its name
 * @param validationFrom the file that validation comes from, or the share of documents
 * @param fingerprint a checksum of all tokens: equal for equal corpora
 */
public record CorpusReport(
    long documentsIn,
    SortedMap<String, Long> dropped,
    long bytesIn,
    Part training,
    Part validation,
    int vocabularySize,
    String split,
    String validationFrom,
    long seed,
    String fingerprint) {

  /**
   * One side of a corpus.
   *
   * @param bytes the UTF-8 bytes of its cleaned text
   * @param spans its masked endings
   */
  public record Part(long documents, long bytes, long tokens, long spans) {}

  public CorpusReport {
    dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
    long kept = training.documents() + validation.documents();
    long gone = dropped.values().stream().mapToLong(Long::longValue).sum();
    if (documentsIn != kept + gone) {
      throw new IllegalArgumentException(
          "documentsIn must be kept + dropped: %d, %d + %d".formatted(documentsIn, kept, gone));
    }
  }

  /** The documents of training and validation together. */
  public long documentsKept() {
    return training.documents() + validation.documents();
  }

  /** The tokens of training and validation together. */
  public long tokensOut() {
    return training.tokens() + validation.tokens();
  }
}
