package dev.continuo.corpus.step;

import dev.continuo.corpus.clean.CleaningOptions;
import dev.continuo.corpus.dedup.ExcludedNGrams;
import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.filter.FilterOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How documents are cleaned, filtered and deduplicated. Of documents with the same text only one is
 * kept, whatever is chosen here.
 *
 * @param cleaning what is removed from them
 * @param filters which are good enough
 * @param nearDuplicates which documents are near duplicates, of which one is kept; without it, all
 *     are
 * @param repeatedParagraphs whether a paragraph of several documents is kept in one only
 * @param excluded files with text that must not be in the corpus
 * @param excludedWords the length of the word n-grams that no document may share with them
 */
public record Selection(
    CleaningOptions cleaning,
    FilterOptions filters,
    Optional<NearDuplicateRule> nearDuplicates,
    boolean repeatedParagraphs,
    List<Path> excluded,
    int excludedWords) {

  /** Repairs and exact deduplication. */
  public static final Selection EXACT =
      new Selection(
          CleaningOptions.DEFAULT,
          FilterOptions.DEFAULT,
          Optional.empty(),
          false,
          List.of(),
          ExcludedNGrams.WORDS);

  /** Repairs and deduplication, also of near duplicates. */
  public static final Selection DEFAULT = EXACT.withNearDuplicates(NearDuplicateRule.DEFAULT);

  public Selection {
    excluded = List.copyOf(excluded);
    if (excludedWords < ExcludedNGrams.SHORTEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "excludedWords must be at least %d: %d",
              ExcludedNGrams.SHORTEST,
              excludedWords));
    }
  }

  /** With other cleaning. */
  public Selection withCleaning(CleaningOptions options) {
    return new Selection(
        options, filters, nearDuplicates, repeatedParagraphs, excluded, excludedWords);
  }

  /** With other filters. */
  public Selection withFilters(FilterOptions options) {
    return new Selection(
        cleaning, options, nearDuplicates, repeatedParagraphs, excluded, excludedWords);
  }

  /** Without near duplicates. */
  public Selection withNearDuplicates(NearDuplicateRule rule) {
    return new Selection(
        cleaning, filters, Optional.of(rule), repeatedParagraphs, excluded, excludedWords);
  }

  /** With every long paragraph once. */
  public Selection withRepeatedParagraphs(boolean once) {
    return new Selection(cleaning, filters, nearDuplicates, once, excluded, excludedWords);
  }

  /** Without what shares sequences of so many words with some files. */
  public Selection withExcluded(List<Path> files, int words) {
    return new Selection(cleaning, filters, nearDuplicates, repeatedParagraphs, files, words);
  }
}
