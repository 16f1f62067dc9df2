package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import java.util.Arrays;

/**
 * The keys and values of a text's tokens, per layer and key-value head: (positions, D) each. It
 * grows with the text.
 */
final class KeyValueCache {

  private static final int FIRST_POSITIONS = 64;

  private final float[][][] keys;
  private final float[][][] values;
  private final int headSize;
  private final int contextLength;
  private int capacity;

  KeyValueCache(ModelConfig config) {
    keys = new float[config.layerCount()][config.keyValueHeadCount()][0];
    values = new float[config.layerCount()][config.keyValueHeadCount()][0];
    headSize = config.headSize();
    contextLength = config.contextLength();
  }

  float[] keys(int layer, int head) {
    return keys[layer][head];
  }

  float[] values(int layer, int head) {
    return values[layer][head];
  }

  /** Makes room for this many positions, which are at most the context. */
  void reserve(int positions) {
    if (positions <= capacity) {
      return;
    }
    long wanted = Math.max(positions, Math.max(FIRST_POSITIONS, 2L * capacity));
    long next = Math.min(contextLength, wanted);
    if (next * headSize > Integer.MAX_VALUE - 8) {
      throw new ModelException("the text is too long for the key-value cache: " + positions);
    }
    grow(keys, (int) next * headSize);
    grow(values, (int) next * headSize);
    capacity = (int) next;
  }

  private static void grow(float[][][] heads, int length) {
    for (float[][] layer : heads) {
      for (int head = 0; head < layer.length; head++) {
        layer[head] = Arrays.copyOf(layer[head], length);
      }
    }
  }
}
