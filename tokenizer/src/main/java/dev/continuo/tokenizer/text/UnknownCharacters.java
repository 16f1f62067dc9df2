package dev.continuo.tokenizer.text;

import dev.continuo.tokenizer.unicode.Utf8;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the characters of texts that a vocabulary lacks. They become unknown tokens, one for each
 * or one for several in a row, or no token at all. Not thread-safe.
 */
public final class UnknownCharacters {

  /**
   * The unknown characters of a text.
   *
   * @param characters how many are unknown
   * @param tokenBytes the UTF-8 bytes of the text that each token stands for
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Found(int characters, int[] tokenBytes) {}

  private static final int NONE = -1;

  private final Tokenizer tokenizer;
  private final int unknownId;
  private int @Nullable [] bytesOfId;
  private final Map<Integer, Boolean> unknown = new HashMap<>();

  /** What a vocabulary lacks. */
  public UnknownCharacters(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    unknownId = tokenizer.unknown().orElse(NONE);
  }

  /** Finds them in a text without unpaired surrogates that has these tokens. */
  public Found find(String text, int[] tokens) {
    int[] lengths = bytesOfId == null ? tokenizer.tokenByteLengths() : bytesOfId;
    bytesOfId = lengths;
    int[] bytes = new int[tokens.length];
    long all = 0;
    int unknownTokens = 0;
    for (int i = 0; i < tokens.length; i++) {
      bytes[i] = tokens[i] == unknownId ? 0 : lengths[tokens[i]];
      all += bytes[i];
      unknownTokens += tokens[i] == unknownId ? 1 : 0;
    }
    return unknownTokens == 0 && all == Utf8.bytes(text, 0, text.length())
        ? new Found(0, bytes)
        : new Found(Math.max(unknownTokens, assign(text, tokens, bytes)), bytes);
  }

  /**
   * The unknown characters of a text without unpaired surrogates, in their order, each as often as
   * it occurs.
   */
  public int[] of(String text) {
    return tokenizer.hasAllCharacters() || find(text, tokenizer.encode(text)).characters() == 0
        ? new int[0]
        : text.codePoints().filter(this::isUnknown).toArray();
  }

  /**
   * Assigns the bytes of unknown characters to the tokens in their place, or else to a token beside
   * them.
   *
   * <p>Example: of {@code "a?!b"}, with neither mark known, the tokens {@code a, unknown, b} get 1,
   * 2 and 1 bytes.
   *
   * @return how many there are
   */
  private int assign(String text, int[] tokens, int[] bytes) {
    int found = 0;
    int first = 0;
    int token = 0;
    long known = 0;
    for (int at = 0; at < text.length(); ) {
      int run = at;
      while (run < text.length() && isUnknown(text.codePointAt(run))) {
        run += Character.charCount(text.codePointAt(run));
      }
      if (run == at) {
        int next = at + Character.charCount(text.codePointAt(at));
        known += Utf8.bytes(text, at, next);
        at = next;
        continue;
      }
      while (token < tokens.length && tokens[token] != unknownId && bytes[token] <= known) {
        known -= bytes[token++];
      }
      found += text.codePointCount(at, run);
      if (token == 0 && (tokens.length == 0 || tokens[0] != unknownId)) {
        first += Utf8.bytes(text, at, run);
      } else {
        give(text, at, run, tokens, token, bytes);
      }
      while (token < tokens.length && tokens[token] == unknownId && bytes[token] > 0) {
        token++;
      }
      at = run;
    }
    if (first > 0 && bytes.length > 0) {
      bytes[0] += first;
    }
    return found;
  }

  /** Assigns a run of unknown characters to the tokens from an index on. */
  private void give(String text, int start, int end, int[] tokens, int token, int[] bytes) {
    int characters = text.codePointCount(start, end);
    int places = 0;
    while (places < characters
        && token + places < tokens.length
        && tokens[token + places] == unknownId) {
      places++;
    }
    if (places == 0) {
      bytes[token - 1] += Utf8.bytes(text, start, end);
    }
    int at = start;
    for (int i = 0; i < places; i++) {
      boolean last = i + 1 == places;
      int next = last ? end : at + Character.charCount(text.codePointAt(at));
      bytes[token + i] = Utf8.bytes(text, at, next);
      at = next;
    }
  }

  private boolean isUnknown(int character) {
    return unknown.computeIfAbsent(character, this::lacks);
  }

  private boolean lacks(int character) {
    int[] ids = tokenizer.encode(Character.toString(character));
    for (int id : ids) {
      if (id == unknownId) {
        return true;
      }
    }
    return ids.length == 0;
  }
}
