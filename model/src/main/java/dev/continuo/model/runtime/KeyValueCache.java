package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import java.util.Arrays;

/**
 * The keys and values of a text's tokens, per layer and key-value head. Keys lie in panels of P
 * positions, (panels, D, P), so that a query meets P of them at once; values lie one after the
 * other, each filled up with zeros to whole steps of the kernels. It grows with the text.
 */
final class KeyValueCache {

  private final float[][][] keys;
  private final float[][][] values;
  private final int headSize;
  private final int panel;
  private final int valueStride;
  private final int contextLength;
  private int capacity;

  KeyValueCache(ModelConfig config, Kernels kernels) {
    keys = new float[config.layerCount()][config.keyValueHeadCount()][0];
    values = new float[config.layerCount()][config.keyValueHeadCount()][0];
    headSize = config.headSize();
    panel = kernels.panelRows();
    valueStride = Math.ceilDiv(headSize, kernels.panelStep()) * kernels.panelStep();
    contextLength = config.contextLength();
  }

  float[] keys(int layer, int head) {
    return keys[layer][head];
  }

  float[] values(int layer, int head) {
    return values[layer][head];
  }

  /** How many floats a value takes. */
  int valueStride() {
    return valueStride;
  }

  /** Stores one head's key and value of a position for which there is room. */
  void store(
      int layer, int head, int position, float[] newKeys, int key, float[] newValues, int value) {
    float[] target = keys[layer][head];
    int at = position / panel * panel * headSize + position % panel;
    for (int i = 0; i < headSize; i++) {
      target[at + i * panel] = newKeys[key + i];
    }
    System.arraycopy(newValues, value, values[layer][head], position * valueStride, headSize);
  }

  /** Makes room for this many positions, which are at most the context. */
  void reserve(int positions) {
    if (positions <= capacity) {
      return;
    }
    long wanted = Math.min(contextLength, Math.max(positions, 2L * capacity));
    long next = (wanted + panel - 1) / panel * panel;
    if (next * valueStride > Integer.MAX_VALUE - 8) {
      throw new ModelException("the text is too long for the key-value cache: " + positions);
    }
    grow(keys, (int) next * headSize);
    grow(values, (int) next * valueStride);
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
