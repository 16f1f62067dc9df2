package dev.continuo.model.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The memory that one worker computes in; each array grows to what was asked for most. */
final class Scratch {

  private float[] block = {};
  private float[] sums = {};
  private float[] scores = {};
  private float[] keys = {};
  private float[] values = {};
  private MemorySegment rows = MemorySegment.NULL;

  /** Room for one block of a panel's weights as floats. */
  float[] block(int length) {
    block = grown(block, length);
    return block;
  }

  /** Room for sums. */
  float[] sums(int length) {
    sums = grown(sums, length);
    return sums;
  }

  /** Room for attention scores. */
  float[] scores(int length) {
    scores = grown(scores, length);
    return scores;
  }

  /** Room for one head's keys. */
  float[] keys(int length) {
    keys = grown(keys, length);
    return keys;
  }

  /** Room for one head's values. */
  float[] values(int length) {
    values = grown(values, length);
    return values;
  }

  /** Native room for floats. */
  MemorySegment rows(long floats) {
    if (rows.byteSize() < floats * Float.BYTES) {
      rows = Arena.ofAuto().allocate(floats * Float.BYTES, Long.BYTES);
    }
    return rows;
  }

  private static float[] grown(float[] array, int length) {
    return array.length >= length ? array : new float[Math.max(length, 2 * array.length)];
  }
}
