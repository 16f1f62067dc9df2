package dev.continuo.corpus.dedup;

import dev.continuo.tokenizer.hash.BitMixer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * MinHash signatures of texts: for each of several hash functions the least hash of all shingles.
 * The share of equal places in two signatures estimates the Jaccard similarity of the texts' sets
 * of shingles. A text of fewer words than a shingle has one shingle of all its words; a text
 * without words has no signature. Not thread-safe.
 *
 * <p>Lucene's own MinHashFilter gives the same scheme (as many hash functions, one bucket, one hash
 * kept), but builds a token and a sorted set for each function and shingle: a hundredth of the
 * speed, as docs/log.md shows.
 */
public final class MinHash {

  private static final int FIRST = 0x85EBCA6B;
  private static final int SHIFT = 32;
  private static final long BAND = 0xC4CEB9FE1A85EC53L;

  private final NearDuplicateRule rule;
  private final Shingles shingles = new Shingles();
  private final int[] factors;
  private final int[] offsets;

  public MinHash(NearDuplicateRule rule) {
    this.rule = rule;
    // Any fixed seed: signatures of all builds must agree.
    SplittableRandom random = new SplittableRandom(1);
    factors = random.ints(rule.hashes()).map(factor -> factor | 1).toArray();
    offsets = random.ints(rule.hashes()).toArray();
  }

  /** The signature of a text; empty where it has no words. */
  public int[] signature(String text) {
    long[] hashes = shingles.words(text);
    if (hashes.length == 0) {
      return new int[0];
    }
    int[] least = new int[rule.hashes()];
    Arrays.fill(least, Integer.MAX_VALUE);
    int length = Math.min(rule.words(), hashes.length);
    for (int start = 0; start + length <= hashes.length; start++) {
      add((int) (Shingles.hash(hashes, start, length) >>> SHIFT), least);
    }
    return least;
  }

  /** One permutation of all 32-bit numbers for each place; the loop becomes vector code. */
  private void add(int shingle, int[] least) {
    int[] factor = factors;
    int[] offset = offsets;
    for (int i = 0; i < least.length; i++) {
      int hash = (shingle ^ offset[i]) * factor[i];
      hash = (hash ^ (hash >>> 15)) * FIRST;
      hash ^= hash >>> 13;
      least[i] = Math.min(least[i], hash);
    }
  }

  /** The keys of a document's bands; none where it has no signature. */
  public List<Entry> bands(String text, long document) {
    int[] signature = signature(text);
    List<Entry> bands = new ArrayList<>();
    for (int start = 0; start < signature.length; start += rule.rows()) {
      long high = start;
      long low = ~(long) start;
      for (int i = start; i < start + rule.rows(); i++) {
        high = BitMixer.fold(high * BAND ^ signature[i]);
        low = BitMixer.fold((low + signature[i]) * BAND);
      }
      bands.add(new Entry(high, low, document));
    }
    return bands;
  }
}
