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

  /** The nearest number of this type; of two as near, the one whose last bit is 0. */
  short ofFloat(float value) {
    if (this == FLOAT16) {
      return Float.floatToFloat16(value);
    }
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
