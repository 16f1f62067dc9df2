package dev.continuo.model.device;

import java.util.Locale;

/** Sizes that may exceed any machine's memory: arithmetic that saturates at the largest long. */
public final class Sizes {

  /** The longest array that every Java virtual machine supports. */
  public static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;

  private Sizes() {}

  /** The product of sizes. */
  public static long product(long... factors) {
    long product = 1;
    for (long factor : factors) {
      long high = Math.multiplyHigh(product, factor);
      long low = product * factor;
      product = high != 0 || low < 0 ? Long.MAX_VALUE : low;
    }
    return product;
  }

  /** The sum of sizes. */
  public static long sum(long... parts) {
    long sum = 0;
    for (long part : parts) {
      sum = part > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + part;
    }
    return sum;
  }

  /**
   * The length of an array.
   *
   * @throws OutOfMemoryError where no array is so long, as where there is no memory for one
   */
  public static int arrayLength(long rows, long columns) {
    long length = product(rows, columns);
    if (length > LONGEST_ARRAY) {
      throw new OutOfMemoryError("no array holds " + rows + " × " + columns + " numbers");
    }
    return (int) length;
  }

  /** A number of bytes for people: 812 MB, 3.2 GB. */
  public static String text(long bytes) {
    return bytes < GIGA
        ? String.format(Locale.ROOT, "%,.0f MB", bytes / MEGA)
        : String.format(Locale.ROOT, "%,.1f GB", bytes / GIGA);
  }
}
