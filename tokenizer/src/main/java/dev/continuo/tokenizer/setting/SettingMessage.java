package dev.continuo.tokenizer.setting;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A message that names settings: {@code "%s: expected more than 0"} and {@code KEEP} are "keep:
 * expected more than 0" in Java and "--keep: expected more than 0" on the command line.
 *
 * @param pattern of {@link String#format}
 * @param parts what goes into it, among them settings
 */
public record SettingMessage(String pattern, List<Object> parts) {

  public SettingMessage {
    parts = List.copyOf(parts);
  }

  /** One that may name settings. */
  public static SettingMessage of(String pattern, Object... parts) {
    return new SettingMessage(pattern, Arrays.asList(parts));
  }

  /** The message with settings named in some way. */
  public String text(Function<Setting<?>, String> names) {
    return String.format(
        Locale.ROOT,
        pattern,
        parts.stream()
            .map(part -> part instanceof Setting<?> setting ? names.apply(setting) : part)
            .toArray());
  }

  /** The message with settings named as in Java. */
  public String text() {
    return text(Setting::javaName);
  }
}
