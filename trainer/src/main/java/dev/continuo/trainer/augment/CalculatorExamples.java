package dev.continuo.trainer.augment;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.model.text.Calculator;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.files.FileException;
import dev.continuo.tokenizer.hash.BitMixer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Short English texts in which the {@link Calculator} is called, from which a net learns when and
 * how to call it: {@code Ann packs 12 boxes with 7 apples each. That is [calc 12*7=84] apples.}
 * Every answer is the calculator's own. An example follows from its number and the seed alone.
 *
 * @param count how many examples
 * @param seed decides all of them
 */
public record CalculatorExamples(long count, long seed) {

  private static final Calculator CALCULATOR = new Calculator();
  private static final int MOST_SENTENCES = 4;

  private static final List<String> NAMES =
      List.of(
          "Ada", "Ann", "Ben", "Carl", "Dora", "Emil", "Eve", "Finn", "Grace", "Hugo", "Ida",
          "Jonas", "Kira", "Leo", "Mia", "Noah", "Olga", "Paul", "Rosa", "Tom");

  private static final List<String> THINGS =
      List.of(
          "apples", "bottles", "books", "bricks", "candles", "cards", "chairs", "coins", "eggs",
          "keys", "letters", "nails", "pages", "pens", "plates", "seeds", "stamps", "stones",
          "tickets", "tiles");

  /** A kind of example: some sentences made of random choices. */
  private interface Kind extends Function<Choices, String> {}

  private static final List<Kind> KINDS =
      List.of(
          c -> {
            long a = c.number();
            long b = c.number();
            String things = c.of(THINGS);
            return "%s has %s %s and finds %s more. Now there are %s %s."
                .formatted(c.of(NAMES), a, things, b, call(a + "+" + b), things);
          },
          c -> {
            long a = c.number();
            long b = c.small();
            String things = c.of(THINGS);
            return "%s packs %s boxes with %s %s each. That is %s %s."
                .formatted(c.of(NAMES), b, a, things, call(b + "*" + a), things);
          },
          c -> {
            long a = c.number();
            long b = 1 + c.below(a);
            String things = c.of(THINGS);
            return "Of %s %s %s gives %s away and keeps %s."
                .formatted(a, things, c.of(NAMES), b, call(a + "-" + b));
          },
          c -> {
            long people = 2 + c.below(11);
            long each = c.small();
            String things = c.of(THINGS);
            return "%s people share %s %s. Each of them gets %s."
                .formatted(people, people * each, things, call(people * each + "/" + people));
          },
          c -> {
            String price = c.price();
            long a = 2 + c.below(40);
            return "One ticket is %s euros, so %s tickets are %s euros."
                .formatted(price, a, call(a + "*" + price));
          },
          c -> {
            long a = c.small();
            long b = c.small();
            return "The room is %s by %s metres: its area is %s square metres, and its walls are %s metres long."
                .formatted(a, b, call(a + "*" + b), call("2*(" + a + "+" + b + ")"));
          },
          c -> {
            long percent = 1 + c.below(99);
            long a = c.number();
            return "%s percent of %s is %s."
                .formatted(percent, a, call(a + "*" + percent + "/100"));
          },
          c -> {
            long a = c.number();
            long b = 2 + c.below(30);
            return "%s divided by %s is %s with %s left over."
                .formatted(a, b, call("(" + a + "-" + a + "%" + b + ")/" + b), call(a + "%" + b));
          },
          c -> {
            long a = 2 + c.below(60);
            long power = 2 + c.below(3);
            return "%s to the power of %s is %s.".formatted(a, power, call(a + "^" + power));
          },
          c -> {
            String expression = c.expression(2);
            return "What is %s? It is %s.".formatted(expression, call(expression));
          },
          c -> {
            String expression = c.expression(1);
            return "%s is %s.".formatted(expression, call(expression));
          },
          c -> {
            String price = c.price();
            String paid = String.valueOf(10 * (1 + c.below(10)));
            return "%s pays %s euros with a note of %s and gets %s euros back."
                .formatted(c.of(NAMES), price, paid, call(paid + "-" + price));
          });

  /** One in so many sentences asks what has no answer. */
  private static final int UNANSWERED = 50;

  /** What an example is made of. */
  private record Choices(SplittableRandom random) {

    long below(long bound) {
      return random.nextLong(bound);
    }

    <T> T of(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    long small() {
      return 2 + below(98);
    }

    /** A number of one to five digits, each length as likely. */
    long number() {
      long bound = 1;
      for (int digits = 1 + random.nextInt(5); digits > 0; digits--) {
        bound *= 10;
      }
      return 1 + below(bound - 1);
    }

    String price() {
      return String.format(Locale.ROOT, "%d.%02d", below(10), 1 + below(99));
    }

    String expression(int depth) {
      if (depth == 0) {
        return String.valueOf(number());
      }
      String operator = of(List.of("+", "-", "*"));
      String left = expression(depth - 1);
      String right = expression(0);
      return random.nextBoolean() && depth > 1
          ? "(" + left + ")" + operator + right
          : left + operator + right;
    }
  }

  /** The text of an example, counted from 0. */
  public String text(long index) {
    Choices choices =
        new Choices(new SplittableRandom(BitMixer.splitMix(BitMixer.splitMix(seed) + index)));
    List<String> sentences = new ArrayList<>();
    for (long left = 1 + choices.below(MOST_SENTENCES); left > 0; left--) {
      if (choices.below(UNANSWERED) == 0) {
        long a = choices.number();
        sentences.add(
            "%s divided by zero is %s: there is no such number.".formatted(a, call(a + "/0")));
      } else {
        sentences.add(choices.of(KINDS).apply(choices));
      }
    }
    return String.join(" ", sentences);
  }

  /**
   * Writes all examples as JSON Lines: objects with {@code id} ({@code calc-1}, …) and {@code
   * text}, as {@code continuo train} and {@code corpus build} read them.
   *
   * @param progress told how many are written
   * @throws FileException if the file cannot be written
   */
  public void write(Path file, LongConsumer progress) {
    JsonMapper mapper = new JsonMapper();
    try (AtomicFile written = new AtomicFile(file)) {
      OutputStream out = written.out();
      for (long index = 0; index < count; index++) {
        Map<String, String> example = new LinkedHashMap<>();
        example.put("id", Calculator.NAME + "-" + (index + 1));
        example.put("text", text(index));
        out.write(mapper.writeValueAsString(example).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        progress.accept(index + 1);
      }
      written.finish();
    } catch (IOException e) {
      throw new FileException(file, e);
    }
  }

  /** A call with its answer, as the calculator gives it to a net. */
  private static String call(String expression) {
    String answer;
    try {
      answer = CALCULATOR.answer(expression);
    } catch (RuntimeException none) {
      answer = CALCULATOR.withoutAnswer();
    }
    return CALCULATOR.opening() + expression + CALCULATOR.closing() + answer;
  }
}
