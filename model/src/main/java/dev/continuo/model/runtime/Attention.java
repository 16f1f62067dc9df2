package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.WeightNames.Part;
import java.util.Arrays;

/**
 * Grouped-query attention: each key-value head serves H / K query heads, and each token looks at
 * itself and at all tokens of its text before it. Letters as in {@link Forward}.
 */
final class Attention {

  private final Kernels kernels;
  private final Rotation rotation;
  private final boolean queryKeyNorm;
  private final int headCount;
  private final int keyHeadCount;
  private final int group;
  private final int headSize;
  private final float queryScale;

  Attention(ModelConfig config, Kernels kernels, Rotation rotation) {
    this.kernels = kernels;
    this.rotation = rotation;
    this.queryKeyNorm = config.queryKeyNorm();
    this.headCount = config.headCount();
    this.keyHeadCount = config.keyValueHeadCount();
    this.group = headCount / keyHeadCount;
    this.headSize = config.headSize();
    this.queryScale = (float) (1 / Math.sqrt(headSize));
  }

  /**
   * Caches the keys and values of a text's new tokens for one key-value head, and attends with all
   * query heads that it serves.
   *
   * @param projected the queries (T, H, D), keys and values (T, K, D) of the batch
   * @param attended the result, (T, H, D)
   */
  void attend(
      Layer layer,
      int index,
      int keyHead,
      Slice slice,
      Projected projected,
      float[] attended,
      Scratch scratch) {
    for (int t = 0; t < slice.tokens(); t++) {
      cache(layer, index, keyHead, slice, slice.first() + t, projected);
    }
    KeyValues seen =
        slice
            .keyValues()
            .of(index, keyHead, slice.position() + slice.tokens(), slice.tokens(), scratch);
    for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
      for (int t = 0; t < slice.tokens(); t++) {
        int token = slice.first() + t;
        int start = (token * headCount + head) * headSize;
        prepare(layer, Part.QUERY, Part.QUERY_NORM, head, token, projected.queries, start);
        for (int i = start; i < start + headSize; i++) {
          projected.queries[i] *= queryScale;
        }
      }
      for (int done = 0; done < slice.tokens(); done += Kernels.TILE) {
        int tokens = Math.min(Kernels.TILE, slice.tokens() - done);
        int start = ((slice.first() + done) * headCount + head) * headSize;
        int positions = slice.position() + done + tokens;
        attend(seen, positions, tokens, projected.queries, start, attended, scratch);
      }
    }
  }

  /** The queries (T, H, D), keys and values (T, K, D) of a batch. */
  static final class Projected {
    final float[] queries;
    final float[] keys;
    final float[] values;

    Projected(int mostTokens, ModelConfig config) {
      queries = new float[mostTokens * config.headCount() * config.headSize()];
      keys = new float[mostTokens * config.keyValueHeadCount() * config.headSize()];
      values = new float[keys.length];
    }
  }

  private void cache(
      Layer layer, int index, int keyHead, Slice slice, int token, Projected projected) {
    int start = (token * keyHeadCount + keyHead) * headSize;
    prepare(layer, Part.KEY, Part.KEY_NORM, keyHead, token, projected.keys, start);
    addBias(layer, Part.VALUE, keyHead, projected.values, start);
    int position = slice.position() + token - slice.first();
    slice
        .keyValues()
        .store(index, keyHead, position, projected.keys, start, projected.values, start);
  }

  /** Normalizes and rotates one head of a token. */
  private void prepare(
      Layer layer, Part part, Part norm, int head, int token, float[] x, int start) {
    addBias(layer, part, head, x, start);
    if (queryKeyNorm) {
      layer.norm(norm).apply(kernels, x, start, x, start);
    }
    rotation.turn(token, x, start);
  }

  private void addBias(Layer layer, Part part, int head, float[] x, int start) {
    float[] bias = layer.bias(part);
    if (bias.length > 0) {
      kernels.addScaled(x, start, bias, head * headSize, 1, headSize);
    }
  }

  /** Attends for some tokens together: each is scored against the positions of the last. */
  private void attend(
      KeyValues seen,
      int positions,
      int tokens,
      float[] queries,
      int start,
      float[] attended,
      Scratch scratch) {
    int panel = kernels.panelRows();
    int width = Math.ceilDiv(positions, panel) * panel;
    int step = headCount * headSize;
    float[] scores = scratch.scores(tokens * width);
    Arrays.fill(scores, 0, tokens * width, 0);
    seen.score(kernels, queries, start, step, tokens, scores, width);
    int stride = seen.valueStride();
    float[] sums = scratch.sums(tokens * (stride + 1));
    Arrays.fill(sums, 0, tokens * stride, 0);
    for (int t = 0; t < tokens; t++) {
      int own = positions - tokens + t + 1;
      sums[tokens * stride + t] = kernels.exponentials(scores, t * width, own);
      Arrays.fill(scores, t * width + own, (t + 1) * width, 0);
    }
    seen.mix(kernels, scores, width, positions, tokens, sums);
    for (int t = 0; t < tokens; t++) {
      float total = sums[tokens * stride + t];
      for (int i = 0; i < headSize; i++) {
        attended[start + t * step + i] = sums[t * stride + i] / total;
      }
    }
  }
}
