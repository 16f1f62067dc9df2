package dev.continuo.cli.command;

import dev.continuo.corpus.pipeline.Corpus;
import dev.continuo.corpus.pipeline.CorpusOptions;
import dev.continuo.corpus.pipeline.Selection;
import dev.continuo.corpus.span.SpanRule;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments that say which text a corpus is made of, which of it stays, and how it is cut. */
final class CorpusSource {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

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
  @Mixin private WorkMixin work;

  @Option(
      names = "--span-bytes",
      defaultValue = "300",
      paramLabel = "N",
      description = "The longest span of sentences, in bytes. Default: ${DEFAULT-VALUE}.")
  private int spanBytes;

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

  CorpusOptions options() {
    Selection selection =
        repetitions.applyTo(
            Selection.DEFAULT
                .withCleaning(cleaning.options())
                .withFilters(filters.options().withLanguagesIdentified()));
    CorpusOptions options =
        CorpusOptions.of(inputs)
            .withReading(reading.options())
            .withSelection(selection)
            .withSeed(seed);
    SpanRule defaults = SpanRule.DEFAULT;
    try {
      return options.withSpans(
          new SpanRule(spanBytes, defaults.minimumHidden(), defaults.maximumHidden()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--span-bytes: " + e.getMessage(), e);
    }
  }

  /** The corpus; its caller closes it. */
  Corpus open() {
    return Corpus.open(options(), work.options());
  }

  /** The corpus, with text held out; its caller closes it. */
  Corpus open(HeldOutOptions heldOut) {
    return Corpus.open(heldOut.applyTo(options()), work.options());
  }
}
