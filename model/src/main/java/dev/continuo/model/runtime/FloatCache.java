package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import java.util.Arrays;

/** Keys and values in float32. */
final class FloatCache extends KeyValueCache {

  private final float[][][] keys;
  private final float[][][] values;

  FloatCache(ModelConfig config, Kernels kernels) {
    super(config, kernels);
    keys = new float[config.layerCount()][config.keyValueHeadCount()][0];
    values = new float[config.layerCount()][config.keyValueHeadCount()][0];
  }

  private FloatCache(FloatCache other, int positions) {
    super(other, positions);
    keys = Arrays.stream(other.keys).map(float[][]::clone).toArray(float[][][]::new);
    values = Arrays.stream(other.values).map(float[][]::clone).toArray(float[][][]::new);
    grow(Math.ceilDiv(positions, panel) * panel);
  }

  @Override
  void store(
      int layer, int head, int position, float[] newKeys, int key, float[] newValues, int value) {
    float[] target = keys[layer][head];
    int at = position / panel * panel * headSize + position % panel;
    for (int i = 0; i < headSize; i++) {
      target[at + i * panel] = newKeys[key + i];
    }
    System.arraycopy(newValues, value, values[layer][head], position * valueStride, headSize);
  }

  @Override
  KeyValues of(int layer, int head, int positions, int queries, Scratch scratch) {
    return new KeyValues.Floats(keys[layer][head], values[layer][head], headSize, valueStride);
  }

  @Override
  int bytes() {
    return Float.BYTES;
  }

  @Override
  KeyValueCache copy(int positions) {
    return new FloatCache(this, positions);
  }

  @Override
  void grow(int positions) {
    grow(keys, positions * headSize);
    grow(values, positions * valueStride);
  }

  private static void grow(float[][][] heads, int length) {
    for (float[][] layer : heads) {
      for (int head = 0; head < layer.length; head++) {
        layer[head] = Arrays.copyOf(layer[head], length);
      }
    }
  }
}
