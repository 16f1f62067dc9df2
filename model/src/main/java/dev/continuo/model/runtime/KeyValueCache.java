package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;

/**
 * The keys and values of a text's tokens, per layer and key-value head. Keys lie in panels of P
 * positions, (panels, D, P), so that a query meets P of them at once; values lie one after the
 * other, each filled up with zeros to whole steps of the kernels. It grows with the text.
 */
abstract sealed class KeyValueCache extends TextCache permits FloatCache, PairCache {

  final int headSize;

  /** P, the positions of a panel. */
  final int panel;

  /** How many numbers a value takes. */
  final int valueStride;

  private final int heads;
  private final int contextLength;
  private int capacity;

  KeyValueCache(ModelConfig config, Kernels kernels) {
    headSize = config.headSize();
    panel = kernels.panelRows();
    valueStride = Math.ceilDiv(headSize, kernels.panelStep()) * kernels.panelStep();
    heads = config.layerCount() * config.keyValueHeadCount();
    contextLength = config.contextLength();
  }

  /** A cache with room for the first positions of another. */
  KeyValueCache(KeyValueCache other, int positions) {
    headSize = other.headSize;
    panel = other.panel;
    valueStride = other.valueStride;
    heads = other.heads;
    contextLength = other.contextLength;
    capacity = Math.ceilDiv(positions, panel) * panel;
  }

  /** An empty cache: in float32, or rounded to bfloat16 where heads can be halved. */
  static KeyValueCache of(ModelConfig config, Kernels kernels, boolean rounded) {
    return rounded && config.headSize() % 2 == 0
        ? new PairCache(config, kernels)
        : new FloatCache(config, kernels);
  }

  /** Stores one head's key and value of a position for which there is room. */
  abstract void store(
      int layer, int head, int position, float[] newKeys, int key, float[] newValues, int value);

  /**
   * The keys and values of a head's first positions.
   *
   * @param queries how many queries will look at them
   */
  abstract KeyValues of(int layer, int head, int positions, int queries, Scratch scratch);

  /** The size of a number. */
  abstract int bytes();

  /** What a position takes, in all layers and heads. */
  final long bytesPerPosition() {
    return (long) heads * (headSize + valueStride) * bytes();
  }

  /** Grows all arrays to so many positions, a multiple of P. */
  abstract void grow(int positions);

  @Override
  abstract KeyValueCache copy(int positions);

  /** Makes room for this many positions, which are at most the context. */
  final void reserve(int positions) {
    if (positions <= capacity) {
      return;
    }
    long wanted = Math.min(contextLength, Math.max(positions, 2L * capacity));
    long next = (wanted + panel - 1) / panel * panel;
    if (next * valueStride > Integer.MAX_VALUE - 8) {
      throw new ModelException("the text is too long for the key-value cache: " + positions);
    }
    grow((int) next);
    capacity = (int) next;
  }
}
