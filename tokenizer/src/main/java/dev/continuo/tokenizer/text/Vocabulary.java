package dev.continuo.tokenizer.text;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The tokens of a tokenizer file by id; some are special, and ids may be without a token. */
final class Vocabulary {

  private final Map<String, Integer> ids = new HashMap<>();
  private final @Nullable String[] texts;

  /** All tokens by name, and the names among them that are special. */
  Vocabulary(Map<String, Integer> tokens, Map<String, Integer> specials) {
    ids.putAll(tokens);
    ids.putAll(specials);
    int size = ids.values().stream().mapToInt(id -> id + 1).max().orElse(0);
    texts = new @Nullable String[size];
    tokens.forEach((token, id) -> texts[id] = token);
    specials.forEach((token, id) -> texts[id] = null);
  }

  int size() {
    return texts.length;
  }

  OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** What a token is written as in the file, unless the id is special or has none. */
  Optional<String> text(int id) {
    return id >= 0 && id < texts.length ? Optional.ofNullable(texts[id]) : Optional.empty();
  }
}
