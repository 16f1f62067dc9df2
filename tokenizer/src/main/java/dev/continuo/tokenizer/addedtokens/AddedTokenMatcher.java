package dev.continuo.tokenizer.addedtokens;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names of some added tokens in text. Of those that start at one place the longest
 * counts. Example: with {@code <s>} as token 1, {@code "a<s>b"} is {@code "a"}, token 1, {@code
 * "b"}.
 */
public final class AddedTokenMatcher {

  /** The ids by the first char of their names, the longest name first. */
  private final Map<Character, List<Map.Entry<String, Integer>>> byFirst = new HashMap<>();

  /** A bit for each char: whether a name begins with it. */
  private final long[] firsts = new long[1 << 10];

  /** A matcher of tokens, given by their names and ids. */
  public AddedTokenMatcher(Map<String, Integer> ids) {
    ids.entrySet().stream()
        .sorted(
            Comparator.comparingInt((Map.Entry<String, Integer> entry) -> entry.getKey().length())
                .reversed())
        .forEach(
            entry -> {
              char first = entry.getKey().charAt(0);
              firsts[first >>> 6] |= 1L << first;
              byFirst.merge(
                  first,
                  List.of(entry),
                  (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
            });
  }

  /** Receives the parts of a text in order. */
  public interface Receiver {

    /** Text between added tokens, never empty. */
    void text(String part);

    /** An added token. */
    void token(int id);
  }

  /** Splits a text at the tokens. */
  public void split(String text, Receiver receiver) {
    int start = 0;
    if (!byFirst.isEmpty()) {
      int i = 0;
      while (i < text.length()) {
        Map.Entry<String, Integer> found = at(text, i);
        if (found == null) {
          i++;
          continue;
        }
        if (i > start) {
          receiver.text(text.substring(start, i));
        }
        receiver.token(found.getValue());
        i += found.getKey().length();
        start = i;
      }
    }
    if (start < text.length()) {
      receiver.text(start == 0 ? text : text.substring(start));
    }
  }

  private Map.@Nullable Entry<String, Integer> at(String text, int index) {
    char first = text.charAt(index);
    if ((firsts[first >>> 6] & 1L << first) != 0) {
      for (Map.Entry<String, Integer> entry : byFirst.getOrDefault(first, List.of())) {
        if (text.startsWith(entry.getKey(), index)) {
          return entry;
        }
      }
    }
    return null;
  }
}
