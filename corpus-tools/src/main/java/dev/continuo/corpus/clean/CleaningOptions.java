package dev.continuo.corpus.clean;

/**
 * What is removed from documents beyond the repairs of {@link Cleaning}, which always happen.
 *
 * @param boilerplate lines that belong to the page or the edition and not to the text
 * @param repeatedLines long lines that occurred earlier in the same document
 */
public record CleaningOptions(boolean boilerplate, boolean repeatedLines) {

  /** Repairs only: the text stays what a model should reproduce. */
  public static final CleaningOptions DEFAULT = new CleaningOptions(false, false);
}
