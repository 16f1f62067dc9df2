package dev.continuo.corpus.step;

import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.SplitRule;
import dev.continuo.corpus.span.SpanRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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

  /** The share of the text that is validated on, where no other is asked for. */
  public static final double VALIDATION_SHARE = 0.1;

  /** The seed, where no other is asked for. */
  public static final long SEED = 42;

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
        VALIDATION_SHARE,
        ReadOptions.DEFAULT,
        Selection.DEFAULT,
        SpanRule.DEFAULT,
        SEED);
  }

  /** Of other files and folders. */
  public CorpusOptions withInputs(List<Path> paths) {
    return with(edit -> edit.inputs = paths);
  }

  /** With text of the user's own to validate on. */
  public CorpusOptions withValidationFile(Path file) {
    return with(edit -> edit.validationFile = Optional.of(file));
  }

  /** With another share of the documents kept back for validation. */
  public CorpusOptions withValidationShare(double share) {
    return with(edit -> edit.validationShare = share);
  }

  /** With other rules for reading. */
  public CorpusOptions withReading(ReadOptions options) {
    return with(edit -> edit.reading = options);
  }

  /** With another rule for where documents end. */
  public CorpusOptions withSplit(SplitRule rule) {
    return with(edit -> edit.reading = reading.withSplit(rule));
  }

  /** With another selection. */
  public CorpusOptions withSelection(Selection choice) {
    return with(edit -> edit.selection = choice);
  }

  /** With another rule for spans. */
  public CorpusOptions withSpans(SpanRule rule) {
    return with(edit -> edit.spans = rule);
  }

  /** With another seed. */
  public CorpusOptions withSeed(long number) {
    return with(edit -> edit.seed = number);
  }

  private CorpusOptions with(Consumer<Edit> change) {
    Edit edit = new Edit(this);
    change.accept(edit);
    return new CorpusOptions(
        edit.inputs,
        edit.validationFile,
        edit.validationShare,
        edit.reading,
        edit.selection,
        edit.spans,
        edit.seed);
  }

  /** The components, to change some of them. */
  private static final class Edit {
    private List<Path> inputs;
    private Optional<Path> validationFile;
    private double validationShare;
    private ReadOptions reading;
    private Selection selection;
    private SpanRule spans;
    private long seed;

    Edit(CorpusOptions from) {
      inputs = from.inputs;
      validationFile = from.validationFile;
      validationShare = from.validationShare;
      reading = from.reading;
      selection = from.selection;
      spans = from.spans;
      seed = from.seed;
    }
  }
}
