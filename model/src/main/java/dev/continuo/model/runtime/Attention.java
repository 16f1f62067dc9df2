package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.config.ModelParts.Norms.QueryKey;
import dev.continuo.model.weights.WeightNames.Part;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Grouped-query attention: each key-value head serves H / K query heads, and each token looks at
 * itself and at all tokens of its text before it. Letters as in {@link Forward}.
 */
final class Attention {

  private final Kernels kernels;
  private final ModelParts parts;
  private final @Nullable Rotation[] rotations; // of each layer
  private final boolean fullWidthNorm;
  private final boolean perHeadNorm;
  private final int headCount;
  private final int keyHeadCount;
  private final int group;
  private final int headSize;
  private final float queryScale;
  private final float cap;

  Attention(ModelConfig config, Kernels kernels, @Nullable Rotation[] rotations) {
    this.kernels = kernels;
    this.parts = config.parts();
    this.rotations = rotations;
    this.fullWidthNorm = parts.norms().queryKey() == QueryKey.FULL_WIDTH;
    this.perHeadNorm = config.queryKeyNorm();
    this.headCount = config.headCount();
    this.keyHeadCount = config.keyValueHeadCount();
    this.group = headCount / keyHeadCount;
    this.headSize = config.headSize();
    double factor = parts.factors().attention();
    this.queryScale = (float) (factor == 0 ? 1 / Math.sqrt(headSize) : factor);
    this.cap = (float) parts.factors().attentionCap();
  }

  /** Normalizes a token's queries and keys where all heads are normed together. */
  void normFullWidth(Layer layer, int token, Projected projected) {
    if (fullWidthNorm) {
      int queries = token * headCount * headSize;
      int keys = token * keyHeadCount * headSize;
      addBias(layer.bias(Part.QUERY), projected.queries, queries);
      addBias(layer.bias(Part.KEY), projected.keys, keys);
      layer.norm(Part.QUERY_NORM).apply(kernels, projected.queries, queries);
      layer.norm(Part.KEY_NORM).apply(kernels, projected.keys, keys);
    }
  }

  boolean normsFullWidth() {
    return fullWidthNorm;
  }

  private void addBias(float[] bias, float[] x, int start) {
    if (bias.length > 0) {
      kernels.addScaled(x, start, bias, 0, 1, bias.length);
    }
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
    int window = parts.window(index);
    for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
      for (int t = 0; t < slice.tokens(); t++) {
        int token = slice.first() + t;
        int start = (token * headCount + head) * headSize;
        prepare(layer, index, Part.QUERY, Part.QUERY_NORM, head, token, projected.queries, start);
        for (int i = start; i < start + headSize; i++) {
          projected.queries[i] *= queryScale;
        }
      }
      for (int done = 0; done < slice.tokens(); done += Kernels.TILE) {
        int tokens = Math.min(Kernels.TILE, slice.tokens() - done);
        int start = ((slice.first() + done) * headCount + head) * headSize;
        int positions = slice.position() + done + tokens;
        attend(seen, window, positions, tokens, projected.queries, start, attended, scratch);
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
    prepare(layer, index, Part.KEY, Part.KEY_NORM, keyHead, token, projected.keys, start);
    addBias(layer, Part.VALUE, keyHead, projected.values, start);
    int position = slice.position() + token - slice.first();
    slice
        .keyValues()
        .store(index, keyHead, position, projected.keys, start, projected.values, start);
  }

  /** Normalizes and rotates one head of a token. */
  private void prepare(
      Layer layer, int index, Part part, Part norm, int head, int token, float[] x, int start) {
    if (!fullWidthNorm) {
      addBias(layer, part, head, x, start);
      if (perHeadNorm) {
        layer.norm(norm).apply(kernels, x, start);
      }
    }
    Rotation rotation = rotations[index];
    if (rotation != null) {
      rotation.turn(token, x, start);
    }
  }

  private void addBias(Layer layer, Part part, int head, float[] x, int start) {
    float[] bias = layer.bias(part);
    if (bias.length > 0) {
      kernels.addScaled(x, start, bias, head * headSize, 1, headSize);
    }
  }

  /**
   * Attends for some tokens together: each is scored against the positions of the last.
   *
   * @param window how many positions a token sees, the last ones; 0: all
   */
  private void attend(
      KeyValues seen,
      int window,
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
    int first = start(window, positions - tokens + 1) / panel * panel;
    seen.score(kernels, queries, start, step, tokens, scores, first, width);
    int stride = seen.valueStride();
    float[] sums = scratch.sums(tokens * (stride + 1));
    Arrays.fill(sums, 0, tokens * stride, 0);
    for (int t = 0; t < tokens; t++) {
      int own = positions - tokens + t + 1;
      int from = start(window, own);
      if (cap > 0) {
        kernels.softCap(scores, t * width + from, own - from, cap);
      }
      sums[tokens * stride + t] = kernels.exponentials(scores, t * width + from, own - from);
      Arrays.fill(scores, t * width + first, t * width + from, 0);
      Arrays.fill(scores, t * width + own, (t + 1) * width, 0);
    }
    seen.mix(kernels, scores, width, first, positions, tokens, sums);
    for (int t = 0; t < tokens; t++) {
      float total = sums[tokens * stride + t];
      for (int i = 0; i < headSize; i++) {
        attended[start + t * step + i] = sums[t * stride + i] / total;
      }
    }
  }

  /** The first position that the last of some sees. */
  private static int start(int window, int positions) {
    return window == 0 ? 0 : Math.max(0, positions - window);
  }
}
