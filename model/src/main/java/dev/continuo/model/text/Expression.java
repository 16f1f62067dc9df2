package dev.continuo.model.text;

import dev.continuo.model.config.ModelException;
import java.util.Locale;

/**
 * An arithmetic expression, read from left to right: a sum of products of signed powers.
 *
 * <pre>
 *   sum     = product { ("+" | "-") product }
 *   product = signed { ("*" | "/" | "%") signed }
 *   signed  = { "+" | "-" } power
 *   power   = atom [ "^" signed ]            2^3^2 is 2^9, and -2^2 is -4
 *   atom    = number | "(" sum ")"
 * </pre>
 */
final class Expression {

  /** The significant digits of a result that has no end. */
  static final int DIGITS = 16;

  private static final char END = '\0';

  private final String text;
  private int at;

  Expression(String text) {
    this.text =
        text.replace('×', '*').replace('·', '*').replace('÷', '/').replace('−', '-').strip();
    if (text.length() > Tools.MOST_QUESTION_CHARACTERS) { // so that parentheses are not too deep
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "expected an expression of at most %d characters, found %d",
              Tools.MOST_QUESTION_CHARACTERS,
              text.length()));
    }
  }

  Fraction value() {
    Fraction value = sum();
    if (peek() != END || at < text.length()) {
      throw unexpected("an operator or the end");
    }
    return value;
  }

  private Fraction sum() {
    Fraction value = product();
    for (char operator = peek(); operator == '+' || operator == '-'; operator = peek()) {
      at++;
      Fraction right = product();
      value = value.plus(operator == '+' ? right : right.negated());
    }
    return value;
  }

  private Fraction product() {
    Fraction value = signed();
    for (char operator = peek();
        operator == '*' || operator == '/' || operator == '%';
        operator = peek()) {
      at++;
      Fraction right = signed();
      value =
          switch (operator) {
            case '*' -> value.times(right);
            case '/' -> value.over(right);
            default -> value.remainder(right);
          };
    }
    return value;
  }

  private Fraction signed() {
    boolean negative = false;
    for (char sign = peek(); sign == '+' || sign == '-'; sign = peek()) {
      at++;
      negative ^= sign == '-';
    }
    Fraction value = power();
    return negative ? value.negated() : value;
  }

  private Fraction power() {
    Fraction base = atom();
    if (peek() != '^') {
      return base;
    }
    at++;
    return base.power(signed());
  }

  private Fraction atom() {
    if (peek() == '(') {
      at++;
      Fraction value = sum();
      if (peek() != ')') {
        throw unexpected("a closing parenthesis");
      }
      at++;
      return value;
    }
    int start = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    int whole = at - start;
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
    }
    if (at - start == 0 || (whole == 0 && at - start == 1)) {
      at = start;
      throw unexpected("a number");
    }
    return Fraction.of(text.substring(start, at));
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  /** The next character that is no space; the end's own is none of the operators. */
  private char peek() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at < text.length() ? text.charAt(at) : END;
  }

  private ModelException unexpected(String expected) {
    String found = at < text.length() ? Character.toString(text.codePointAt(at)) : "the end";
    return new ModelException(
        String.format(
            Locale.ROOT,
            "\"%s\", character %d: expected %s, found %s",
            text,
            at + 1,
            expected,
            found));
  }
}
