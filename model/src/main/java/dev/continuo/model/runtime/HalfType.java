package dev.continuo.model.runtime;

/**
 * A float type of 16 bits. As float32 a number is its bits shifted, times a power of two that mends
 * the exponent's offset; what the shifted sign left between itself and the exponent is masked out.
 */
enum HalfType {
  FLOAT16(13, 0x8fff_ffff, 0x1p112f),
  BFLOAT16(16, 0xffff_ffff, 1);

  private final int shift;
  private final int mask;
  private final float factor;

  HalfType(int shift, int mask, float factor) {
    this.shift = shift;
    this.mask = mask;
    this.factor = factor;
  }

  int shift() {
    return shift;
  }

  int mask() {
    return mask;
  }

  float factor() {
    return factor;
  }

  /** The number as float32; infinity and NaN of float16 come out as large numbers. */
  float toFloat(short bits) {
    return Float.intBitsToFloat((bits << shift) & mask) * factor;
  }
}
