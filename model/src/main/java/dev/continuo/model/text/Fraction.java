package dev.continuo.model.text;

import dev.continuo.model.config.ModelException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * An exact number: a whole number over a positive one, without common factors. Neither may have
 * more bits than a limit, so nothing takes long.
 */
final class Fraction {

  private static final int MOST_BITS = 2048;

  private static final Fraction ONE = new Fraction(BigInteger.ONE, BigInteger.ONE);

  private final BigInteger above;
  private final BigInteger below;

  private Fraction(BigInteger above, BigInteger below) {
    this.above = above;
    this.below = below;
  }

  /** A decimal number as it is written. */
  static Fraction of(String digits) {
    BigDecimal number = new BigDecimal(digits);
    return reduced(number.unscaledValue(), BigInteger.TEN.pow(number.scale()));
  }

  private static Fraction reduced(BigInteger above, BigInteger below) {
    BigInteger common = above.gcd(below);
    BigInteger divisor = below.signum() < 0 ? common.negate() : common;
    Fraction reduced = new Fraction(above.divide(divisor), below.divide(divisor));
    check(Math.max(reduced.above.bitLength(), reduced.below.bitLength()));
    return reduced;
  }

  private static void check(long bits) {
    if (bits > MOST_BITS) {
      throw new ModelException(
          "expected numbers of at most " + MOST_BITS + " bits, found longer ones");
    }
  }

  Fraction plus(Fraction other) {
    return reduced(
        above.multiply(other.below).add(other.above.multiply(below)), below.multiply(other.below));
  }

  Fraction negated() {
    return new Fraction(above.negate(), below);
  }

  Fraction times(Fraction other) {
    return reduced(above.multiply(other.above), below.multiply(other.below));
  }

  Fraction over(Fraction other) {
    checkNotZero(other);
    return reduced(above.multiply(other.below), below.multiply(other.above));
  }

  /** What is left of a division whose result is cut to a whole number; it has this one's sign. */
  Fraction remainder(Fraction other) {
    checkNotZero(other);
    BigInteger whole = above.multiply(other.below).divide(below.multiply(other.above));
    return plus(other.times(new Fraction(whole, BigInteger.ONE)).negated());
  }

  /** A power with a whole exponent. */
  Fraction power(Fraction exponent) {
    if (!exponent.below.equals(BigInteger.ONE)) {
      throw new ModelException("expected a whole exponent, found " + exponent);
    }
    Fraction base = exponent.above.signum() < 0 ? ONE.over(this) : this;
    long bits = Math.max(base.above.abs().bitLength(), base.below.bitLength()) - 1L;
    if (bits <= 0) { // 0, 1 or -1
      boolean even = !exponent.above.testBit(0);
      return exponent.above.signum() == 0 || (even && base.above.signum() != 0) ? ONE : base;
    }
    BigInteger times = exponent.above.abs();
    check(times.bitLength() > 31 ? Long.MAX_VALUE : bits * times.longValue());
    return reduced(base.above.pow(times.intValue()), base.below.pow(times.intValue()));
  }

  private static void checkNotZero(Fraction divisor) {
    if (divisor.above.signum() == 0) {
      throw new ModelException("division by zero");
    }
  }

  /** As a decimal number, rounded where that has no end. */
  @Override
  public String toString() {
    BigDecimal dividend = new BigDecimal(above);
    BigDecimal divisor = new BigDecimal(below);
    BigDecimal value =
        hasEnd()
            ? dividend.divide(divisor)
            : dividend.divide(divisor, new MathContext(Expression.DIGITS, RoundingMode.HALF_EVEN));
    return above.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /** Whether it is a decimal number with an end: the lower one has no prime factor but 2 and 5. */
  private boolean hasEnd() {
    BigInteger rest = below.shiftRight(below.getLowestSetBit());
    BigInteger five = BigInteger.valueOf(5);
    while (rest.bitLength() > 1) {
      BigInteger[] parts = rest.divideAndRemainder(five);
      if (parts[1].signum() != 0) {
        return false;
      }
      rest = parts[0];
    }
    return true;
  }
}
