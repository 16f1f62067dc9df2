package dev.continuo.tokenizer.setting;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A setting of a training or another task. Java, the command line and the messages of both take its
 * name, its default, its values and its explanation from here.
 *
 * @param name in small letters, with hyphens: {@code learning-rate} is {@code --learning-rate} on
 *     the command line and {@code learningRate} in Java's messages
 * @param type of its values
 * @param value the default; null where there is none, or it is chosen for each run
 * @param otherwise the default in words; empty where nothing holds then
 * @param help what it means, as the command line explains it, without a full stop
 * @param range of a number or a size
 */
public record Setting<T>(
    String name,
    Class<T> type,
    @Nullable T value,
    String otherwise,
    String help,
    NumberRange range) {

  /** One without a default, for values of all kinds. */
  public static <T> Setting<T> of(String name, Class<T> type, String help) {
    return new Setting<>(name, type, null, "", help, NumberRange.ANY);
  }

  /** The same, with a default. */
  public Setting<T> or(T newValue) {
    return new Setting<>(name, type, newValue, text(newValue), help, range);
  }

  /** The same, with a default that is chosen for each run. */
  public Setting<T> orChosen(String newOtherwise) {
    return new Setting<>(name, type, null, newOtherwise, help, range);
  }

  /** The same, for some numbers. */
  public Setting<T> in(NumberRange newRange) {
    return new Setting<>(name, type, value, otherwise, help, newRange);
  }

  /** What it means, and its default, in a sentence. */
  public String description() {
    return otherwise.isEmpty() ? help + "." : help + " (default: " + otherwise + ").";
  }

  /** Its name in Java, such as {@code learningRate}. */
  public String javaName() {
    StringBuilder java = new StringBuilder();
    for (String word : name.split("-", -1)) {
      java.append(
          java.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return java.toString();
  }

  /** A value as a person writes it: {@code cross-entropy} for a constant. */
  public static String text(Object value) {
    return value instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : value.toString();
  }

  /** Two settings are the same where they have one name. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Setting<?> setting && name.equals(setting.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return javaName();
  }
}
