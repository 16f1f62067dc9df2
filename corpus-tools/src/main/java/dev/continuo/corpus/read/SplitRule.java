package dev.continuo.corpus.read;

import dev.continuo.corpus.document.CorpusException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Where in a file one document ends and the next begins. */
public sealed interface SplitRule {

  /**
   * Two or more blank lines end a document, as between chapters, entries or poems. What is longer
   * than {@value #BLANK_LINE_CHARACTERS} characters also ends at its next blank line, at its next
   * line from {@value #LINE_CHARACTERS} on, and within a line before {@value #WORD_CHARACTERS}; so
   * one big text gives many documents, whatever its layout.
   */
  record Auto() implements SplitRule {

    static final int BLANK_LINE_CHARACTERS = 8_000;
    static final int LINE_CHARACTERS = 12_000;
    static final int WORD_CHARACTERS = 16_000;
  }

  /** A file is one document. */
  record WholeFile() implements SplitRule {}

  /** One or more blank lines end a document. */
  record Paragraphs() implements SplitRule {}

  /** Every line that is not blank is a document. */
  record Lines() implements SplitRule {}

  /** A line in which the pattern is found begins a document. */
  record StartPattern(Pattern pattern) implements SplitRule {}

  /**
   * The rule of a name: {@code auto}, {@code file}, {@code paragraphs}, {@code lines}, or {@code
   * pattern:REGEX}.
   */
  static SplitRule parse(String name) {
    return switch (name) {
      case "auto" -> new Auto();
      case "file" -> new WholeFile();
      case "paragraphs" -> new Paragraphs();
      case "lines" -> new Lines();
      default -> startPattern(name);
    };
  }

  private static SplitRule startPattern(String name) {
    String prefix = "pattern:";
    if (!name.startsWith(prefix)) {
      throw new CorpusException(
          "expected auto, file, paragraphs, lines or pattern:REGEX, found " + name);
    }
    try {
      return new StartPattern(Pattern.compile(name.substring(prefix.length())));
    } catch (PatternSyntaxException e) {
      throw new CorpusException(
          "expected a regular expression after pattern:, found "
              + name.substring(prefix.length())
              + " ("
              + e.getDescription()
              + ")",
          e);
    }
  }

  /** The name that {@link #parse} reads. */
  default String name() {
    return switch (this) {
      case Auto() -> "auto";
      case WholeFile() -> "file";
      case Paragraphs() -> "paragraphs";
      case Lines() -> "lines";
      case StartPattern(Pattern pattern) -> "pattern:" + pattern.pattern();
    };
  }
}
