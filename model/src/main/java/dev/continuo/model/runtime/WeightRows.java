package dev.continuo.model.runtime;

import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.Tensor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Single rows of a matrix in a file, as floats. */
final class WeightRows {

  private static final int FLOAT16_EXPONENT = 0x7c00;
  private static final int BFLOAT16_EXPONENT = 0x7f80;

  /** A check copies so many exponents at once. */
  private static final int CHECKED = 1 << 12;

  private WeightRows() {}

  /** Copies a row of a tensor of any type that weights can have. */
  static void copy(Tensor tensor, int row, int columns, float[] target, int start) {
    if (tensor.type().isQuantized()) {
      MemorySegment floats = MemorySegment.ofArray(target);
      tensor.copyTo(
          (long) row * columns,
          floats.asSlice((long) start * Float.BYTES, (long) columns * Float.BYTES));
      return;
    }
    copy(tensor.data(), halfType(tensor.type()), row, columns, target, start);
  }

  /** Copies a row of float32 or, where a type is given, of 16-bit numbers. */
  static void copy(
      MemorySegment weights,
      @Nullable HalfType half,
      int row,
      int columns,
      float[] target,
      int start) {
    long first = (long) row * columns;
    if (half == null) {
      long offset = first * Float.BYTES;
      MemorySegment.copy(weights, PlainKernels.FLOAT, offset, target, start, columns);
      return;
    }
    for (int i = 0; i < columns; i++) {
      short bits = weights.get(PlainKernels.SHORT, (first + i) * Short.BYTES);
      target[start + i] = half.toFloat(bits);
    }
  }

  /** Copies some rows of a tensor as float32 or, where a type is given, as 16-bit numbers. */
  static void convert(
      Tensor tensor, int from, int to, int columns, @Nullable HalfType half, MemorySegment target) {
    float[] row = new float[columns];
    for (int r = from; r < to; r++) {
      copy(tensor, r, columns, row, 0);
      long first = (long) r * columns;
      if (half == null) {
        MemorySegment.copy(row, 0, target, PlainKernels.FLOAT, first * Float.BYTES, columns);
      } else {
        for (int i = 0; i < columns; i++) {
          target.set(PlainKernels.SHORT, (first + i) * Short.BYTES, half.ofFloat(row[i]));
        }
      }
    }
  }

  /** The type of 16 bits; null for others. */
  static @Nullable HalfType halfType(DataType type) {
    return switch (type) {
      case F16 -> HalfType.FLOAT16;
      case BF16 -> HalfType.BFLOAT16;
      default -> null;
    };
  }

  /** Whether no weight is infinite or NaN. */
  static boolean areFinite(DataType type, MemorySegment weights) {
    if (type.isQuantized()) {
      int stride = type.blockBytes() / Short.BYTES;
      return type.scalePlaces().stream()
          .allMatch(
              place -> haveFiniteExponents(weights, FLOAT16_EXPONENT, place / Short.BYTES, stride));
    }
    return switch (type) {
      case F32 -> haveFiniteExponents(weights, BFLOAT16_EXPONENT, 1, Float.BYTES / Short.BYTES);
      case F16 -> haveFiniteExponents(weights, FLOAT16_EXPONENT, 0, 1);
      case BF16 -> haveFiniteExponents(weights, BFLOAT16_EXPONENT, 0, 1);
      default -> throw new IllegalArgumentException("no type of weights: " + type);
    };
  }

  /**
   * Whether in some of the shorts, which hold a number's exponent, its bits are not all ones. They
   * are copied piece by piece: a loop over an array is fast long before it is compiled well.
   *
   * @param first the first of them
   * @param stride from one to the next
   */
  private static boolean haveFiniteExponents(
      MemorySegment numbers, int exponent, int first, int stride) {
    long shorts = numbers.byteSize() / Short.BYTES;
    short[] piece = new short[stride * CHECKED];
    int most = 0;
    for (long at = 0; at < shorts; at += piece.length) {
      int count = (int) Math.min(piece.length, shorts - at);
      MemorySegment.copy(numbers, PlainKernels.SHORT, at * Short.BYTES, piece, 0, count);
      for (int i = first; i < count; i += stride) {
        most = Math.max(most, piece[i] & exponent);
      }
    }
    return most < exponent;
  }
}
