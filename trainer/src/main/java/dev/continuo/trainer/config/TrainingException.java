package dev.continuo.trainer.config;

import dev.continuo.tokenizer.setting.NamesSettings;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.tokenizer.setting.SettingMessage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run cannot start, go on or be read. The message is one line: the file or setting, what was
 * expected, what was found and what to do next. It names settings as Java does; {@link #message}
 * names them in another way, as the command line needs it.
 */
public class TrainingException extends RuntimeException implements NamesSettings {

  private static final long serialVersionUID = 1L;

  private final transient SettingMessage message;

  public TrainingException(String message) {
    this(message, (Throwable) null);
  }

  public TrainingException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.message = SettingMessage.of("%s", message);
  }

  /**
   * One that names settings.
   *
   * @param pattern of {@link String#format}
   * @param parts among them settings
   */
  public TrainingException(String pattern, Object... parts) {
    this(SettingMessage.of(pattern, parts), null);
  }

  /** One that names settings, with what caused it. */
  public TrainingException(Throwable cause, String pattern, Object... parts) {
    this(SettingMessage.of(pattern, parts), cause);
  }

  private TrainingException(SettingMessage message, @Nullable Throwable cause) {
    super(message.text(), cause);
    this.message = message;
  }

  @Override
  public String message(Function<Setting<?>, String> names) {
    return message.text(names);
  }
}
