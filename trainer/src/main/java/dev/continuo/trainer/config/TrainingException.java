package dev.continuo.trainer.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run cannot start, go on or be read. The message is one line: the file or setting, what was
 * expected, what was found and what to do next. It names settings as Java does; {@link #message}
 * names them in another way, as the command line needs it.
 */
public class TrainingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Function<Function<Setting<?>, String>, String> message;

  public TrainingException(String message) {
    this(message, (Throwable) null);
  }

  public TrainingException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.message = names -> message;
  }

  /**
   * One that names settings.
   *
   * @param pattern of {@link String#format}
   * @param parts among them settings
   */
  public TrainingException(String pattern, Object... parts) {
    super(text(pattern, parts, Setting::javaName));
    message = names -> text(pattern, parts, names);
  }

  /** One that names settings, with what caused it. */
  public TrainingException(Throwable cause, String pattern, Object... parts) {
    super(text(pattern, parts, Setting::javaName), cause);
    message = names -> text(pattern, parts, names);
  }

  /** The message, with other names for settings than Java's. */
  public String message(Function<Setting<?>, String> names) {
    return message.apply(names);
  }

  private static String text(String pattern, Object[] parts, Function<Setting<?>, String> names) {
    return String.format(
        Locale.ROOT,
        pattern,
        Arrays.stream(parts)
            .map(part -> part instanceof Setting<?> setting ? names.apply(setting) : part)
            .toArray());
  }
}
