package dev.continuo.tokenizer.setting;

import java.util.Locale;
import java.util.function.DoublePredicate;

/**
 * The numbers that a setting takes, or the sizes, in bytes.
 *
 * @param expected them, in words
 * @param holds whether a number is one of them
 */
public record NumberRange(String expected, DoublePredicate holds) {

  /** Any number, also what is not a number. */
  public static final NumberRange ANY = new NumberRange("a number", x -> true);

  public static final NumberRange POSITIVE =
      new NumberRange("more than 0", x -> x > 0 && Double.isFinite(x));

  public static final NumberRange NOT_NEGATIVE =
      new NumberRange("0 or more", x -> x >= 0 && Double.isFinite(x));

  /** 0 and 1 included. */
  public static final NumberRange SHARE =
      new NumberRange("a number from 0 to 1", x -> x >= 0 && x <= 1);

  /** 0 included, 1 not. */
  public static final NumberRange BELOW_ONE =
      new NumberRange("at least 0 and below 1", x -> x >= 0 && x < 1);

  /** Neither 0 nor 1. */
  public static final NumberRange BETWEEN_0_AND_1 =
      new NumberRange("a number between 0 and 1", x -> x > 0 && x < 1);

  /** Whole numbers from one on. */
  public static NumberRange atLeast(int least) {
    return new NumberRange(String.format(Locale.ROOT, "%,d or more", least), x -> x >= least);
  }

  /** Sizes from one on. */
  public static NumberRange atLeast(ByteSize least) {
    return new NumberRange(least + " or more", x -> x >= least.bytes());
  }

  /** Whole numbers, both ends included. */
  public static NumberRange of(int least, int most) {
    return new NumberRange(
        String.format(Locale.ROOT, "%,d to %,d", least, most), x -> x >= least && x <= most);
  }
}
