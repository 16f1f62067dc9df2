package dev.continuo.tokenizer.setting;

import java.util.function.Function;

/** An exception whose message names settings, by default as Java does. */
public interface NamesSettings {

  /** The message, with settings named in some way. */
  String message(Function<Setting<?>, String> names);
}
