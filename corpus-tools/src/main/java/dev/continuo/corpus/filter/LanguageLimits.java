package dev.continuo.corpus.filter;

import java.util.List;

/**
 * The thresholds of the quality rules for a language: those that Gopher and FineWeb published for
 * English, and those of FineWeb-2 (Penedo et al. 2025, {@code configs/*.yml}) for languages without
 * spaces between words.
 *
 * @param words of Gopher's quality rules
 * @param repetition of Gopher's repetition rules
 * @param lines of FineWeb's rules
 */
record LanguageLimits(WordLimits words, RepetitionLimits repetition, LineLimits lines) {

  /**
   * How long words are, and how many of them have letters.
   *
   * @param shortestMean the least mean length of a document's words, in characters
   * @param longestMean the greatest
   * @param leastWithLetters the least share of words with a letter
   */
  record WordLimits(double shortestMean, double longestMean, double leastWithLetters) {}

  /**
   * How much of a document may repeat itself.
   *
   * @param lines the share of repeated lines and of repeated paragraphs
   * @param lineCharacters the share of characters in such lines and in such paragraphs
   * @param frequent the share of characters in the most frequent 2-gram, 3-gram and 4-gram of words
   * @param repeated the share of characters in repeated 5-grams to 10-grams
   */
  record RepetitionLimits(
      double lines, double lineCharacters, List<Double> frequent, List<Double> repeated) {}

  /**
   * What lines look like.
   *
   * @param leastPunctuated the least share of lines that end like a sentence
   * @param mostShort the greatest share of short lines
   * @param mostRepeated the greatest share of characters in repeated lines
   * @param mostBreaks the greatest number of line breaks for each word
   */
  record LineLimits(
      double leastPunctuated, double mostShort, double mostRepeated, double mostBreaks) {}

  private static final List<Double> FREQUENT = List.of(0.20, 0.18, 0.16);
  private static final List<Double> REPEATED = List.of(0.15, 0.14, 0.13, 0.12, 0.11, 0.10);

  static final LanguageLimits PUBLISHED =
      new LanguageLimits(
          new WordLimits(3, 10, 0.8),
          new RepetitionLimits(0.3, 0.2, FREQUENT, REPEATED),
          new LineLimits(0.12, 0.67, 0.01, 0.3));

  private static final LanguageLimits CHINESE =
      new LanguageLimits(
          new WordLimits(1, 5, 0.735),
          new RepetitionLimits(
              0.287,
              1,
              List.of(0.256, 0.201, 0.171),
              List.of(0.198, 0.182, 0.167, 0.154, 0.14, 0.127)),
          new LineLimits(0.106, 1, 0.1, 0.178));

  private static final LanguageLimits JAPANESE =
      new LanguageLimits(
          new WordLimits(1, 6, 0.759),
          new RepetitionLimits(
              0.328,
              1,
              List.of(0.239, 0.196, 0.172),
              List.of(0.243, 0.225, 0.207, 0.19, 0.175, 0.159)),
          new LineLimits(0.096, 1, 0.1, 0.13));

  private static final LanguageLimits THAI =
      new LanguageLimits(
          new WordLimits(2, 10, 0.9),
          new RepetitionLimits(
              0.349,
              1,
              List.of(0.221, 0.197, 0.162),
              List.of(0.185, 0.168, 0.152, 0.137, 0.124, 0.111)),
          new LineLimits(0, 1, 0.1, 0.153));

  /** The limits of a language; those published for English where it has none of its own. */
  static LanguageLimits of(String language) {
    return switch (language) {
      case "zh" -> CHINESE;
      case "ja" -> JAPANESE;
      case "th", "lo", "km", "my" -> THAI;
      default -> PUBLISHED;
    };
  }
}
