package dev.continuo.model.text;

/**
 * Answers {@code [calc 12*7=} with {@code 84]}. Results are exact: {@code 1/3*3} is 1, and {@code
 * 0.1+0.2} is 0.3. One that has no end as a decimal number is rounded to {@link Expression#DIGITS}
 * significant digits. There are + − * / ^ (with whole exponents), % as the remainder, and
 * parentheses. What has no value, or one that is too long, is answered with {@code ?]}.
 */
public final class Calculator implements GenerationTool {

  public static final String NAME = "calc";

  private static final String END = "]";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String opening() {
    return "[calc ";
  }

  @Override
  public String closing() {
    return "=";
  }

  @Override
  public String answer(String question) {
    return value(question) + END;
  }

  @Override
  public String withoutAnswer() {
    return "?" + END;
  }

  /**
   * The value of an expression as a decimal number.
   *
   * @throws dev.continuo.model.config.ModelException where it has none, or it is too long
   */
  public static String value(String expression) {
    return new Expression(expression).value().toString();
  }
}
