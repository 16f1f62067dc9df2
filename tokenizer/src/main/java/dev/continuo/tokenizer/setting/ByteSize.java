package dev.continuo.tokenizer.setting;

import java.util.Locale;

/**
 * A number of bytes as people write it: {@code 500m}, {@code 2g}.
 *
 * @param bytes how many
 */
public record ByteSize(long bytes) {

  private static final String UNITS = "kmg";
  private static final int SHIFT = 10;

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException says what was expected
   */
  public static ByteSize parse(String text) {
    String size = text.toLowerCase(Locale.ROOT);
    int unit = size.isEmpty() ? 0 : UNITS.indexOf(size.charAt(size.length() - 1)) + 1;
    String digits = unit == 0 ? size : size.substring(0, size.length() - 1);
    if (!digits.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "expected a size such as 500m or 2g, found '" + text + "'");
    }
    return new ByteSize(Long.parseLong(digits) << (SHIFT * unit));
  }

  /** What {@link #parse} reads, in the largest unit that it is a multiple of. */
  @Override
  public String toString() {
    int unit = Math.min(Long.numberOfTrailingZeros(bytes) / SHIFT, UNITS.length());
    return bytes == 0 || unit == 0
        ? Long.toString(bytes)
        : (bytes >> (SHIFT * unit)) + UNITS.substring(unit - 1, unit);
  }
}
