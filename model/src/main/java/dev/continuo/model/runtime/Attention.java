package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.runtime.Weights.Layer;
import dev.continuo.model.weights.WeightNames.Part;
import java.util.Arrays;

/**
 * Grouped-query attention with rotary positions: each key-value head serves H / K query heads, and
 * each token looks at itself and at all tokens before it. Letters as in {@link Forward}.
 */
final class Attention {

  private final ModelConfig config;
  private final Kernels kernels;
  private final KeyValueCache cache;
  private final float[] frequencies; // (D / 2)
  private final float[][] scores; // (H, positions)
  private float[] cosines = {}; // (T, D / 2)
  private float[] sines = {}; // (T, D / 2)
  private int position;

  Attention(ModelConfig config, Kernels kernels, KeyValueCache cache) {
    this.config = config;
    this.kernels = kernels;
    this.cache = cache;
    this.scores = new float[config.headCount()][0];
    this.frequencies = new float[config.headSize() / 2];
    for (int i = 0; i < frequencies.length; i++) {
      float exponent = 2f * i / config.headSize();
      frequencies[i] = (float) (1 / Math.pow(config.rotaryBase(), exponent));
    }
  }

  /** Turns to the next tokens: the rotations of their positions. */
  void turnTo(int newPosition, int tokens) {
    position = newPosition;
    int half = frequencies.length;
    if (cosines.length < tokens * half) {
      cosines = new float[tokens * half];
      sines = new float[tokens * half];
    }
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < half; i++) {
        float angle = (position + t) * frequencies[i];
        cosines[t * half + i] = (float) Math.cos(angle);
        sines[t * half + i] = (float) Math.sin(angle);
      }
    }
    int positions = position + tokens;
    for (int head = 0; head < scores.length; head++) {
      if (scores[head].length < positions) {
        scores[head] = new float[Math.max(positions, 2 * scores[head].length)];
      }
    }
  }

  /** Normalizes and rotates one token's queries and keys, and caches its keys and values. */
  void prepare(Layer layer, int index, int token, float[] queries, float[] keys, float[] values) {
    int headSize = config.headSize();
    int queryStart = token * config.headCount() * headSize;
    for (int head = 0; head < config.headCount(); head++) {
      prepare(layer, Part.QUERY_NORM, token, queries, queryStart + head * headSize);
    }
    int keyStart = token * config.keyValueHeadCount() * headSize;
    int target = (position + token) * headSize;
    for (int head = 0; head < config.keyValueHeadCount(); head++) {
      int start = keyStart + head * headSize;
      prepare(layer, Part.KEY_NORM, token, keys, start);
      System.arraycopy(keys, start, cache.keys(index, head), target, headSize);
      System.arraycopy(values, start, cache.values(index, head), target, headSize);
    }
  }

  private void prepare(Layer layer, Part norm, int token, float[] x, int start) {
    if (config.queryKeyNorm()) {
      RootMeanSquare.normalize(kernels, x, start, layer.norm(norm), config.normEpsilon());
    }
    int half = frequencies.length;
    for (int i = 0; i < half; i++) {
      float cosine = cosines[token * half + i];
      float sine = sines[token * half + i];
      float first = x[start + i];
      float second = x[start + half + i];
      x[start + i] = first * cosine - second * sine;
      x[start + half + i] = second * cosine + first * sine;
    }
  }

  /** Attends with one query head, for each token: queries and attended are (T, H, D). */
  void attend(int layer, int head, int tokens, float[] queries, float[] attended) {
    int headSize = config.headSize();
    int keyHead = head / (config.headCount() / config.keyValueHeadCount());
    float[] keys = cache.keys(layer, keyHead);
    float[] values = cache.values(layer, keyHead);
    float[] weights = scores[head];
    float scale = (float) (1 / Math.sqrt(headSize));
    for (int t = 0; t < tokens; t++) {
      int start = (t * config.headCount() + head) * headSize;
      int positions = position + t + 1;
      for (int p = 0; p < positions; p++) {
        weights[p] = scale * kernels.dot(queries, start, keys, p * headSize, headSize);
      }
      softmax(weights, positions);
      Arrays.fill(attended, start, start + headSize, 0);
      for (int p = 0; p < positions; p++) {
        kernels.addScaled(attended, start, values, p * headSize, weights[p], headSize);
      }
    }
  }

  private static void softmax(float[] x, int length) {
    float most = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i++) {
      most = Math.max(most, x[i]);
    }
    float sum = 0;
    for (int i = 0; i < length; i++) {
      x[i] = (float) Math.exp(x[i] - most);
      sum += x[i];
    }
    for (int i = 0; i < length; i++) {
      x[i] /= sum;
    }
  }
}
