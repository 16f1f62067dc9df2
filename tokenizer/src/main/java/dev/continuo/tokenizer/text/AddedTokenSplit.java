package dev.continuo.tokenizer.text;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the added tokens that are not special, which are matched in text before anything else; of
 * those that start at one place the longest counts. Some are looked for in the text as it is, the
 * others after it has been normalized.
 */
final class AddedTokenSplit {

  private final Names raw;
  private final Names normalized;

  /** The ids of tokens by their names, for text as it is and for normalized text. */
  AddedTokenSplit(Map<String, Integer> raw, Map<String, Integer> normalized) {
    this.raw = new Names(raw);
    this.normalized = new Names(normalized);
  }

  /** Receives parts in order; {@code addedId} is -1 for text. No part is empty. */
  @FunctionalInterface
  interface Receiver {
    void accept(String part, int addedId);
  }

  void split(String text, Receiver receiver) {
    raw.split(text, receiver);
  }

  void splitNormalized(String text, Receiver receiver) {
    normalized.split(text, receiver);
  }

  /** Names by their first char. */
  private static final class Names {

    private final Map<Character, List<Map.Entry<String, Integer>>> byFirst = new HashMap<>();
    private final long[] firsts = new long[1 << 10];

    Names(Map<String, Integer> ids) {
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

    void split(String text, Receiver receiver) {
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
            receiver.accept(text.substring(start, i), -1);
          }
          receiver.accept(found.getKey(), found.getValue());
          i += found.getKey().length();
          start = i;
        }
      }
      if (start < text.length()) {
        receiver.accept(start == 0 ? text : text.substring(start), -1);
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
}
