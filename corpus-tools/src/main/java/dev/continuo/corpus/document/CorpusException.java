package dev.continuo.corpus.document;

import dev.continuo.tokenizer.setting.NamesSettings;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.tokenizer.setting.SettingMessage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A corpus cannot be read, split or written. The message is one line: the file, the place in it,
 * what was expected, what was found and what to do next.
 */
public final class CorpusException extends RuntimeException implements NamesSettings {

  private static final long serialVersionUID = 1L;

  private final transient SettingMessage message;

  public CorpusException(String message) {
    this(message, null);
  }

  public CorpusException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.message = SettingMessage.of("%s", message);
  }

  /** One that names settings. */
  public CorpusException(SettingMessage message) {
    super(message.text());
    this.message = message;
  }

  @Override
  public String message(Function<Setting<?>, String> names) {
    return message.text(names);
  }
}
