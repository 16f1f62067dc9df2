package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.util.Arrays;

/**
 * Rounds weights to the blocks of a quantized type. The types of 32 elements get the bytes of the
 * gguf package's {@code quantize}; for those of 256 elements the scales are searched for.
 */
abstract sealed class BlockQuantizer permits SmallQuantizer, SuperQuantizer {

  /** The quantizer of a type; each thread takes one of its own. */
  static BlockQuantizer of(DataType type) {
    return switch (type) {
      case Q4_0, Q5_0, Q8_0 -> new SmallQuantizer(type);
      case Q4_K, Q6_K -> new SuperQuantizer(type);
      default -> throw new ModelException("weights cannot be written as " + type);
    };
  }

  /** Writes the block of the weights from an index on, which must be finite. */
  final void write(float[] x, int from, byte[] block) {
    Arrays.fill(block, (byte) 0);
    fill(x, from, block);
  }

  /** Fills a block of zeros. */
  abstract void fill(float[] x, int from, byte[] block);

  /** Puts a float16, and gives the float that it stands for. */
  static float putHalf(byte[] block, int at, float value) {
    short half = Float.floatToFloat16(value);
    float rounded = Float.float16ToFloat(half);
    if (!Float.isFinite(rounded)) {
      throw new ModelException("the scale " + value + " does not fit into float16; choose f32");
    }
    block[at] = (byte) half;
    block[at + 1] = (byte) (half >> Byte.SIZE);
    return rounded;
  }

  static float inverse(float value) {
    return value == 0 ? 0 : 1 / value;
  }
}
