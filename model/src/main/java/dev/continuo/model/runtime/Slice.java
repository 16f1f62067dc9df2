package dev.continuo.model.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The tokens that one text brings to a batch.
 *
 * @param cache the text so far
 * @param position how many tokens it has
 * @param first where its tokens start in the batch
 * @param tokens how many it brings
 * @param rows takes the last token's row after each layer, where they are asked for
 */
record Slice(TextCache cache, int position, int first, int tokens, @Nullable StreamRows rows) {

  /** The text so far, on the CPU. */
  KeyValueCache keyValues() {
    return (KeyValueCache) cache;
  }

  /** The same at another place in the batch, or none of it. */
  Slice at(int newFirst, int newTokens) {
    return new Slice(cache, position, newFirst, newTokens, rows);
  }

  /** Hands the last token's row over, where it is asked for. */
  void show(float[] stream) {
    if (rows != null) {
      rows.take(stream, first + tokens - 1);
    }
  }
}
