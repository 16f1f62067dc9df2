package dev.continuo.tokenizer.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the names of special tokens in text; where names overlap, the longest counts. */
final class SpecialNames {

  private final Map<String, Integer> ids;
  private final Optional<Pattern> pattern;

  SpecialNames(Map<String, Integer> ids) {
    this.ids = ids;
    pattern =
        ids.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Pattern.compile(
                    ids.keySet().stream()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|"))));
  }

  /** A part of a text. */
  sealed interface Part {}

  /** Text without special tokens. */
  record Text(String plain) implements Part {}

  /** A special token. */
  record Special(int id) implements Part {}

  /** The parts of a text in order; no text among them is empty. */
  List<Part> split(String text) {
    List<Part> parts = new ArrayList<>();
    int start = 0;
    if (pattern.isPresent()) {
      Matcher matcher = pattern.get().matcher(text);
      while (matcher.find()) {
        if (matcher.start() > start) {
          parts.add(new Text(text.substring(start, matcher.start())));
        }
        parts.add(new Special(ids.getOrDefault(matcher.group(), 0)));
        start = matcher.end();
      }
    }
    if (start < text.length()) {
      parts.add(new Text(text.substring(start)));
    }
    return parts;
  }
}
