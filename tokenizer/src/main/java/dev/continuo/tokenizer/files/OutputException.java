package dev.continuo.tokenizer.files;

import dev.continuo.tokenizer.setting.NamesSettings;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.tokenizer.setting.SettingMessage;
import java.util.function.Function;

/** An output path that must not be written to. Its message says why. */
public final class OutputException extends RuntimeException implements NamesSettings {

  private static final long serialVersionUID = 1;

  private final transient SettingMessage message;

  /** A refusal in words for the user. */
  public OutputException(String message) {
    this(SettingMessage.of("%s", message));
  }

  /** A refusal that names settings. */
  public OutputException(SettingMessage message) {
    super(message.text());
    this.message = message;
  }

  @Override
  public String message(Function<Setting<?>, String> names) {
    return message.text(names);
  }
}
