package dev.continuo.corpus.output;

import dev.continuo.tokenizer.shard.Shard;
import java.util.Arrays;
import java.util.BitSet;

/** How long the documents of a shard are, and how many kinds of tokens occur in it. */
public final class ShardStatistics {

  private static final int MOST_LENGTHS = 1 << 20;

  private final int[] lengths;
  private final int kinds;

  private ShardStatistics(int[] lengths, int kinds) {
    this.lengths = lengths;
    this.kinds = kinds;
  }

  /** Those of a shard, which is read once. */
  public static ShardStatistics of(Shard shard) {
    return new ShardStatistics(lengths(shard), kinds(shard));
  }

  /**
   * The tokens of a document that is longer than a percentage of all; of 0 the shortest, of 100 the
   * longest. 0 where there are none.
   */
  public int documentTokens(int percentile) {
    return lengths.length == 0 ? 0 : lengths[(int) ((lengths.length - 1L) * percentile / 100)];
  }

  /** How many different tokens occur. */
  public int kinds() {
    return kinds;
  }

  /** The sorted lengths of documents, of evenly spaced ones where there are very many. */
  private static int[] lengths(Shard shard) {
    long step = 1 + shard.documentCount() / MOST_LENGTHS;
    int[] lengths = new int[(int) ((shard.documentCount() + step - 1) / step)];
    for (int i = 0; i < lengths.length; i++) {
      long document = i * step;
      lengths[i] = (int) (DocumentSample.end(shard, document) - shard.documentStart(document));
    }
    Arrays.sort(lengths);
    return lengths;
  }

  private static int kinds(Shard shard) {
    BitSet seen = new BitSet(shard.vocabularySize());
    for (long i = 0; i < shard.tokenCount(); i++) {
      seen.set(shard.token(i));
    }
    return seen.cardinality();
  }
}
