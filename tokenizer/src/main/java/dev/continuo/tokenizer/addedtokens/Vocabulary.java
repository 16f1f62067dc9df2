package dev.continuo.tokenizer.addedtokens;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The tokens of a tokenizer file by id; some are special, and ids may be without a token. */
public final class Vocabulary {

  private final Map<String, Integer> ids = new HashMap<>();
  private final @Nullable String[] texts;
  private final Map<String, Integer> specials;

  /** All tokens by name, and the names among them that are special. */
  public Vocabulary(Map<String, Integer> tokens, Map<String, Integer> specials) {
    this.specials = Map.copyOf(specials);
    ids.putAll(tokens);
    ids.putAll(specials);
    int size = ids.values().stream().mapToInt(id -> id + 1).max().orElse(0);
    texts = new @Nullable String[size];
    tokens.forEach((token, id) -> texts[id] = token);
    specials.forEach((token, id) -> texts[id] = null);
  }

  /** One more than the highest id. */
  public int size() {
    return texts.length;
  }

  /** The special tokens and their ids. */
  public Map<String, Integer> specials() {
    return specials;
  }

  /** The id of a token. */
  public OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** What a token is written as in the file, unless the id is special or has none. */
  public Optional<String> text(int id) {
    return id >= 0 && id < texts.length ? Optional.ofNullable(texts[id]) : Optional.empty();
  }
}
