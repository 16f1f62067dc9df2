package dev.continuo.model.kernel;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.device.Sizes;

/**
 * Rows (N, width) that are put by from the way forward to the way back, in the format of products:
 * as they are, or rounded to bfloat16 in half the memory. Several threads may bring and take
 * different rows.
 */
public final class KeptRows {

  private final ScalarType type;
  private final int width;
  private final int stride; // words
  private int[] words = {};

  /** No rows yet. */
  public KeptRows(ScalarType type, int width) {
    this.type = type;
    this.width = width;
    stride = Words.count(type, width);
  }

  /** Makes room; what was held is lost where there are more than before. */
  public void ofCount(int count) {
    int length = Sizes.arrayLength(count, stride);
    words = words.length < length ? new int[length] : words;
  }

  /** Releases its memory. */
  public void release() {
    words = new int[0];
  }

  /** Puts rows by, which follow one another from {@code start} on. */
  public void put(int first, int count, float[] from, int start) {
    for (int i = 0; i < count; i++) {
      Words.pack(type, from, start + i * width, width, words, (first + i) * stride);
    }
  }

  /** The rows again, one after the other from {@code start} on. */
  public void take(int first, int count, float[] to, int start) {
    for (int i = 0; i < count; i++) {
      Words.unpack(type, words, (first + i) * stride, width, to, start + i * width);
    }
  }
}
