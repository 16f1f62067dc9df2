package dev.continuo.model.runtime;

/**
 * The tokens that one text brings to a batch.
 *
 * @param cache the text so far
 * @param position how many tokens it has
 * @param first where its tokens start in the batch
 * @param tokens how many it brings
 */
record Slice(TextCache cache, int position, int first, int tokens) {

  /** The text so far, on the CPU. */
  KeyValueCache keyValues() {
    return (KeyValueCache) cache;
  }

  /** The same at another place in the batch, or none of it. */
  Slice at(int newFirst, int newTokens) {
    return new Slice(cache, position, newFirst, newTokens);
  }
}
