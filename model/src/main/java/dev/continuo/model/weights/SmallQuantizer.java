package dev.continuo.model.weights;

/** Blocks of 32 elements, whose scale is that of the element of the greatest magnitude. */
final class SmallQuantizer extends BlockQuantizer {

  private static final int HALF = 16;
  private static final int LEVELS = 127;

  private final DataType type;
  private final int[] levels = new int[2 * HALF];

  SmallQuantizer(DataType type) {
    this.type = type;
  }

  @Override
  void fill(float[] x, int from, byte[] block) {
    switch (type) {
      case Q4_0 -> {
        round(x, from, block, 8);
        putNibbles(block, 2);
      }
      case Q5_0 -> {
        round(x, from, block, 16);
        putFifthBits(block, 2);
        putNibbles(block, 6);
      }
      case Q8_0 -> putBytes(x, from, block);
      default -> throw new IllegalStateException("not a type of 32 elements: " + type);
    }
  }

  /**
   * Levels of both signs around a middle; the element of the greatest magnitude gets the lowest.
   */
  private void round(float[] x, int from, byte[] block, int middle) {
    float extreme = x[from];
    for (int i = 1; i < levels.length; i++) {
      extreme = Math.abs(x[from + i]) > Math.abs(extreme) ? x[from + i] : extreme;
    }
    float scale = extreme / -middle;
    putHalf(block, 0, scale);
    float inverse = inverse(scale);
    for (int i = 0; i < levels.length; i++) {
      int level = (int) (x[from + i] * inverse + (middle + 0.5f));
      levels[i] = Math.clamp(level, 0, 2 * middle - 1);
    }
  }

  /** A scale, then signed bytes; halves are rounded away from zero. */
  private static void putBytes(float[] x, int from, byte[] block) {
    int count = block.length - Short.BYTES;
    float most = 0;
    for (int i = 0; i < count; i++) {
      most = Math.max(most, Math.abs(x[from + i]));
    }
    float scale = most / LEVELS;
    putHalf(block, 0, scale);
    float inverse = inverse(scale);
    for (int i = 0; i < count; i++) {
      float value = x[from + i] * inverse;
      int magnitude = (int) (Math.abs(value) + 0.5f);
      block[Short.BYTES + i] = (byte) (value < 0 ? -magnitude : magnitude);
    }
  }

  private void putNibbles(byte[] block, int at) {
    for (int i = 0; i < HALF; i++) {
      block[at + i] = (byte) (levels[i] % 16 + 16 * (levels[HALF + i] % 16));
    }
  }

  private void putFifthBits(byte[] block, int at) {
    for (int i = 0; i < levels.length; i++) {
      block[at + i / 8] |= (byte) ((levels[i] / 16) << (i % 8));
    }
  }
}
