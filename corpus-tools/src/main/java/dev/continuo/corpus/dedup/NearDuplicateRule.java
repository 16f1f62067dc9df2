package dev.continuo.corpus.dedup;

import java.util.Locale;

/**
 * When two documents count as near duplicates: when all rows of at least one band of their MinHash
 * signatures agree (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter
 * 3).
 *
 * @param words the words of a shingle
 * @param bands the bands of a signature
 * @param rows the minimal hashes of a band
 */
public record NearDuplicateRule(int words, int bands, int rows) {

  /** The recipe of datatrove. */
  public static final NearDuplicateRule DEFAULT = new NearDuplicateRule(5, 14, 8);

  private static final int MOST_HASHES = 1 << 12;

  public NearDuplicateRule {
    if (words < 1 || bands < 1 || rows < 1 || bands > MOST_HASHES / rows) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "words, bands and rows must be at least 1, and bands × rows at most %d: %d, %d × %d",
              MOST_HASHES,
              words,
              bands,
              rows));
    }
  }

  /** The length of a signature. */
  public int hashes() {
    return bands * rows;
  }

  /**
   * The probability that two documents are found.
   *
   * @param similarity the Jaccard similarity of their sets of shingles, 0 to 1
   */
  public double probability(double similarity) {
    return 1 - Math.pow(1 - Math.pow(similarity, rows), bands);
  }
}
