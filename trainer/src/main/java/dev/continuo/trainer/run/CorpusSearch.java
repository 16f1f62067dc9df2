package dev.continuo.trainer.run;

import dev.continuo.corpus.trace.NearDocument;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.model.text.GenerationTool;
import dev.continuo.trainer.config.TrainingException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Answers {@code [search white whale=} with what the training text says about it: a piece of the
 * passage that its index finds nearest, on one line, and {@code ]}. Where nothing is found, the
 * answer is {@code ?]}. It does not close the index.
 */
public final class CorpusSearch implements GenerationTool {

  public static final String NAME = "search";

  private static final String END = "]";
  private static final int MOST_CHARACTERS = 200;

  /** How much of a piece stands before the word that was looked for, at most. */
  private static final int MOST_BEFORE = 60;

  private final TraceIndex index;

  public CorpusSearch(TraceIndex index) {
    this.index = index;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String opening() {
    return "[search ";
  }

  @Override
  public String closing() {
    return "=";
  }

  @Override
  public String answer(String question) {
    List<NearDocument> nearest = index.search(question, 1);
    if (nearest.isEmpty()) {
      throw new TrainingException("nothing in the training text is near \"%s\"", question);
    }
    return piece(nearest.getFirst().text(), question) + END;
  }

  @Override
  public String withoutAnswer() {
    return "?" + END;
  }

  /** The part of a passage that holds the longest word of the question that is in it. */
  static String piece(String passage, String question) {
    String line = passage.replaceAll("\\s+", " ").replace('[', '(').replace(']', ')').strip();
    String lower = line.toLowerCase(Locale.ROOT);
    int found =
        Arrays.stream(question.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
            .filter(word -> !word.isEmpty() && lower.contains(word))
            .max(Comparator.comparingInt(String::length))
            .map(lower::indexOf)
            .orElse(0);
    int start = wordAfter(line, Math.max(0, Math.min(found, line.length()) - MOST_BEFORE));
    int end = start + MOST_CHARACTERS;
    return end >= line.length()
        ? line.substring(start)
        : line.substring(start, wordBefore(line, start, end)).strip();
  }

  /** The first beginning of a word from a place on, if there is one near. */
  private static int wordAfter(String line, int from) {
    int space = from == 0 ? -1 : line.indexOf(' ', from);
    int start = space < 0 || space > from + MOST_BEFORE ? from : space + 1;
    return start > 0 && start < line.length() && Character.isLowSurrogate(line.charAt(start))
        ? start + 1
        : start;
  }

  /** The last end of a word before a place. */
  private static int wordBefore(String line, int start, int end) {
    int space = line.lastIndexOf(' ', end);
    int last = space <= start ? end : space;
    return Character.isHighSurrogate(line.charAt(last - 1)) ? last - 1 : last;
  }
}
