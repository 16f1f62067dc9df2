package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.WeightNames.Part;
import java.util.Arrays;

/**
 * Grouped-query attention: each key-value head serves H / K query heads, and each token looks at
 * itself and at all tokens of its text before it. Letters as in {@link Forward}.
 */
final class Attention {

  private final ModelConfig config;
  private final Kernels kernels;
  private final Rotation rotation;
  private final int headSize;
  private final float queryScale;

  Attention(ModelConfig config, Kernels kernels, Rotation rotation) {
    this.config = config;
    this.kernels = kernels;
    this.rotation = rotation;
    this.headSize = config.headSize();
    this.queryScale = (float) (1 / Math.sqrt(headSize));
  }

  /**
   * Normalizes and rotates one token's queries and keys, scales its queries, and caches its keys
   * and values.
   */
  void prepare(
      Layer layer,
      int index,
      Slice slice,
      int token,
      float[] queries,
      float[] keys,
      float[] values) {
    int queryStart = token * config.headCount() * headSize;
    for (int head = 0; head < config.headCount(); head++) {
      prepare(layer, Part.QUERY_NORM, token, queries, queryStart + head * headSize);
    }
    for (int i = queryStart; i < queryStart + config.headCount() * headSize; i++) {
      queries[i] *= queryScale;
    }
    int keyStart = token * config.keyValueHeadCount() * headSize;
    int position = slice.position() + token - slice.first();
    for (int head = 0; head < config.keyValueHeadCount(); head++) {
      int start = keyStart + head * headSize;
      prepare(layer, Part.KEY_NORM, token, keys, start);
      slice.cache().store(index, head, position, keys, start, values, start);
    }
  }

  private void prepare(Layer layer, Part norm, int token, float[] x, int start) {
    if (config.queryKeyNorm()) {
      layer.norm(norm).apply(kernels, x, start, x, start);
    }
    rotation.turn(token, x, start);
  }

  /** Attends with one query head for a text's tokens: queries and attended are (T, H, D). */
  void attend(
      int layer, int head, Slice slice, float[] queries, float[] attended, Scratch scratch) {
    for (int done = 0; done < slice.tokens(); done += Kernels.TILE) {
      int tokens = Math.min(Kernels.TILE, slice.tokens() - done);
      attend(layer, head, slice, done, tokens, queries, attended, scratch);
    }
  }

  /** Attends for some tokens together: each is scored against the positions of the last. */
  private void attend(
      int layer,
      int head,
      Slice slice,
      int done,
      int tokens,
      float[] queries,
      float[] attended,
      Scratch scratch) {
    int keyHead = head / (config.headCount() / config.keyValueHeadCount());
    float[] keys = slice.cache().keys(layer, keyHead);
    float[] values = slice.cache().values(layer, keyHead);
    int panel = kernels.panelRows();
    int positions = slice.position() + done + tokens;
    int width = (positions + panel - 1) / panel * panel;
    int step = config.headCount() * headSize;
    int start = (slice.first() + done) * step + head * headSize;
    float[] scores = scratch.scores(tokens * width);
    Arrays.fill(scores, 0, tokens * width, 0);
    for (int at = 0; at < width; at += panel) {
      kernels.multiplyColumns(
          keys,
          at * headSize,
          panel,
          panel,
          headSize,
          queries,
          start,
          step,
          tokens,
          scores,
          at,
          width);
    }
    int valueStride = slice.cache().valueStride();
    float[] sums = scratch.sums(tokens * (valueStride + 1));
    Arrays.fill(sums, 0, tokens * valueStride, 0);
    for (int t = 0; t < tokens; t++) {
      int seen = positions - tokens + t + 1;
      sums[tokens * valueStride + t] = kernels.exponentials(scores, t * width, seen);
      Arrays.fill(scores, t * width + seen, t * width + positions, 0);
    }
    kernels.multiplyColumns(
        values,
        0,
        valueStride,
        valueStride,
        positions,
        scores,
        0,
        width,
        tokens,
        sums,
        0,
        valueStride);
    for (int t = 0; t < tokens; t++) {
      float total = sums[tokens * valueStride + t];
      for (int i = 0; i < headSize; i++) {
        attended[start + t * step + i] = sums[t * valueStride + i] / total;
      }
    }
  }
}
