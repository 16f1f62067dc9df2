package dev.continuo.cli.command;

import dev.continuo.corpus.pipeline.Corpus;
import dev.continuo.corpus.pipeline.CorpusOptions;
import dev.continuo.corpus.pipeline.Selection;
import dev.continuo.corpus.pipeline.WorkOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments that say which text a corpus is made of, which of it stays, and how it is cut. */
final class CorpusSource {

  @Parameters(
      arity = "1..*",
      paramLabel = "IN",
      description =
          "Files, folders and patterns: plain text, Markdown, HTML, JSON Lines, Parquet, each also"
              + " as .gz or .zst; - is standard input.")
  private List<Path> inputs;

  @Mixin private ReadingMixin reading;
  @Mixin private CleaningMixin cleaning;
  @Mixin private FilterMixin filters;
  @Mixin private RepetitionMixin repetitions;
  @Mixin private SpanMixin spans;
  @Mixin private WorkMixin work;

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "N",
      description = "Decides where spans are cut and what is held out. Default: ${DEFAULT-VALUE}.")
  private long seed;

  List<Path> inputs() {
    return inputs;
  }

  long seed() {
    return seed;
  }

  boolean overwrite() {
    return work.overwrite();
  }

  CorpusOptions options() {
    Selection selection =
        repetitions.applyTo(
            Selection.DEFAULT
                .withCleaning(cleaning.options())
                .withFilters(filters.options().withLanguagesIdentified()));
    return CorpusOptions.of(inputs)
        .withReading(reading.options())
        .withSelection(selection)
        .withSpans(spans.rule())
        .withSeed(seed);
  }

  /** The corpus; its caller closes it. */
  Corpus open() {
    return Corpus.open(options(), work.options());
  }

  /** The corpus, with text held out and perhaps a file of pairs; its caller closes it. */
  Corpus open(HeldOutOptions heldOut, @Nullable Path pairs) {
    WorkOptions options = work.options();
    return Corpus.open(
        heldOut.applyTo(options()), pairs == null ? options : options.withPairs(pairs));
  }
}
