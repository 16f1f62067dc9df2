package dev.continuo.model.generate;

import java.util.List;

/**
 * Ends a text at the first of some strings, which is never shown, not even in part: text that may
 * be the beginning of one is held back. With the stop string {@code "end"} the pieces {@code "an
 * e"} and {@code "nd."} show {@code "an "}; the pieces {@code "an e"} and {@code "gg"} show {@code
 * "an egg"}.
 */
public final class StopStrings {

  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean stopped;

  /** A text that these strings end, none of which is empty. */
  public StopStrings(List<String> stops) {
    this.stops = List.copyOf(stops);
  }

  /** Takes the next piece of the text; gives what can be shown. */
  public String accept(String piece) {
    if (stopped) {
      return "";
    }
    held.append(piece);
    String text = held.toString();
    int end = stops.stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().orElse(-1);
    if (end >= 0) {
      stopped = true;
      held.setLength(0);
      return text.substring(0, end);
    }
    int shown = firstBeginning(text);
    held.delete(0, shown);
    return text.substring(0, shown);
  }

  /** Gives what is still held back when the text has ended by itself. */
  public String flush() {
    String rest = held.toString();
    held.setLength(0);
    return rest;
  }

  /** Whether one of the strings has come. */
  public boolean stopped() {
    return stopped;
  }

  /** Where a stop string may begin that goes on after the text; the length where none does. */
  private int firstBeginning(String text) {
    int longest = stops.stream().mapToInt(String::length).max().orElse(0);
    for (int start = Math.max(0, text.length() - longest + 1); start < text.length(); start++) {
      String end = text.substring(start);
      if (stops.stream().anyMatch(stop -> stop.startsWith(end))) {
        return start;
      }
    }
    return text.length();
  }
}
