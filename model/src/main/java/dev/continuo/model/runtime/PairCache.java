package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import java.util.Arrays;

/**
 * Keys and values in bfloat16, two to an int, the first in its low half: two channels of a key, and
 * two positions of a channel of the values. So a product adds in the order of float32, whichever of
 * its factors were unpacked before.
 */
final class PairCache extends KeyValueCache {

  private static final int LOW = 0xffff;

  private final int[][][] keys; // (layers, key-value heads), each (panels, D / 2, P)
  private final int[][][] values; // (layers, key-value heads), each (positions / 2, valueStride)

  PairCache(ModelConfig config, Kernels kernels) {
    super(config, kernels);
    keys = new int[config.layerCount()][config.keyValueHeadCount()][0];
    values = new int[config.layerCount()][config.keyValueHeadCount()][0];
  }

  private PairCache(PairCache other, int positions) {
    super(other, positions);
    keys = Arrays.stream(other.keys).map(int[][]::clone).toArray(int[][][]::new);
    values = Arrays.stream(other.values).map(int[][]::clone).toArray(int[][][]::new);
    grow(Math.ceilDiv(positions, panel) * panel);
  }

  @Override
  void store(
      int layer, int head, int position, float[] newKeys, int key, float[] newValues, int value) {
    int[] target = keys[layer][head];
    int at = position / panel * panel * (headSize / 2) + position % panel;
    for (int i = 0; i < headSize / 2; i++) {
      int low = rounded(newKeys[key + 2 * i]);
      int high = rounded(newKeys[key + 2 * i + 1]);
      target[at + i * panel] = low | (high << Short.SIZE);
    }
    target = values[layer][head];
    at = position / 2 * valueStride;
    int shift = position % 2 * Short.SIZE;
    int kept = ~(LOW << shift);
    for (int i = 0; i < headSize; i++) {
      target[at + i] = (target[at + i] & kept) | (rounded(newValues[value + i]) << shift);
    }
  }

  @Override
  KeyValues of(int layer, int head, int positions, int queries, Scratch scratch) {
    int[] ownKeys = keys[layer][head];
    int[] ownValues = values[layer][head];
    if (queries == 1) {
      return new KeyValues.Pairs(ownKeys, ownValues, headSize, valueStride);
    }
    int whole = Math.ceilDiv(positions, panel) * panel;
    float[] floatKeys = scratch.keys(whole * headSize);
    float[] floatValues = scratch.values(whole * valueStride);
    unpack(ownKeys, panel, floatKeys, whole * headSize);
    unpack(ownValues, valueStride, floatValues, whole * valueStride);
    return new KeyValues.Floats(floatKeys, floatValues, headSize, valueStride);
  }

  @Override
  int bytes() {
    return Short.BYTES;
  }

  @Override
  KeyValueCache copy(int positions) {
    return new PairCache(this, positions);
  }

  @Override
  void grow(int positions) {
    grow(keys, positions * headSize / 2);
    grow(values, positions / 2 * valueStride);
  }

  /** Rows of pairs as twice as many rows of floats. */
  private static void unpack(int[] pairs, int row, float[] floats, int length) {
    for (int at = 0; at < length; at += 2 * row) {
      for (int i = 0; i < row; i++) {
        int pair = pairs[at / 2 + i];
        floats[at + i] = Float.intBitsToFloat(pair << Short.SIZE);
        floats[at + row + i] = Float.intBitsToFloat(pair & ~LOW);
      }
    }
  }

  private static int rounded(float value) {
    return HalfType.BFLOAT16.ofFloat(value) & LOW;
  }

  private static void grow(int[][][] heads, int length) {
    for (int[][] layer : heads) {
      for (int head = 0; head < layer.length; head++) {
        layer[head] = Arrays.copyOf(layer[head], length);
      }
    }
  }
}
