package dev.continuo.corpus.step;

import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.SplitRule;
import dev.continuo.corpus.span.SpanRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a corpus is made from, and how.
 *
 * @param inputs files, folders and patterns
 * @param validationFile text to validate on; without it, a share of the inputs' documents is kept
 *     back
 * @param validationShare that share, between 0 and 1
 * @param reading how files become documents
 * @param selection which documents stay
 * @param spans how spans are made
 * @param seed decides which documents are kept back, and where spans are cut
 */
public record CorpusOptions(
    List<Path> inputs,
    Optional<Path> validationFile,
    double validationShare,
    ReadOptions reading,
    Selection selection,
    SpanRule spans,
    long seed) {

  public CorpusOptions {
    inputs = List.copyOf(inputs);
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("inputs must hold at least one file or folder");
    }
    if (!(0 < validationShare && validationShare < 1)) {
      throw new IllegalArgumentException(
          "validationShare must be between 0 and 1: " + validationShare);
    }
  }

  /** The defaults: every tenth document is kept back for validation. */
  public static CorpusOptions of(List<Path> inputs) {
    return new CorpusOptions(
        inputs,
        Optional.empty(),
        0.1,
        ReadOptions.DEFAULT,
        Selection.DEFAULT,
        SpanRule.DEFAULT,
        42);
  }

  /** Of other files and folders. */
  public CorpusOptions withInputs(List<Path> newInputs) {
    return new CorpusOptions(
        newInputs, validationFile, validationShare, reading, selection, spans, seed);
  }

  /** With text of the user's own to validate on. */
  public CorpusOptions withValidationFile(Path file) {
    return new CorpusOptions(
        inputs, Optional.of(file), validationShare, reading, selection, spans, seed);
  }

  /** With another share of the documents kept back for validation. */
  public CorpusOptions withValidationShare(double share) {
    return new CorpusOptions(inputs, validationFile, share, reading, selection, spans, seed);
  }

  /** With other rules for reading. */
  public CorpusOptions withReading(ReadOptions options) {
    return new CorpusOptions(
        inputs, validationFile, validationShare, options, selection, spans, seed);
  }

  /** With another rule for where documents end. */
  public CorpusOptions withSplit(SplitRule rule) {
    return withReading(reading.withSplit(rule));
  }

  /** With another selection. */
  public CorpusOptions withSelection(Selection choice) {
    return new CorpusOptions(inputs, validationFile, validationShare, reading, choice, spans, seed);
  }

  /** With another rule for spans. */
  public CorpusOptions withSpans(SpanRule rule) {
    return new CorpusOptions(
        inputs, validationFile, validationShare, reading, selection, rule, seed);
  }

  /** With another seed. */
  public CorpusOptions withSeed(long newSeed) {
    return new CorpusOptions(
        inputs, validationFile, validationShare, reading, selection, spans, newSeed);
  }
}
