package dev.continuo.model.runtime;

/**
 * The tokens that one text brings to a batch.
 *
 * @param cache the text so far
 * @param position how many tokens it has
 * @param first where its tokens start in the batch
 * @param tokens how many it brings
 */
record Slice(KeyValueCache cache, int position, int first, int tokens) {}
