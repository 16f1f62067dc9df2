package dev.continuo.cli.command.corpus;

import dev.continuo.corpus.span.SpanRule;
import dev.continuo.corpus.span.SpanUnit;
import dev.continuo.corpus.step.CorpusOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how spans are made and where their endings are cut. */
final class SpanMixin {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--span-bytes",
      defaultValue = "300",
      paramLabel = "N",
      description = "The longest span of sentences, in bytes. Default: ${DEFAULT-VALUE}.")
  private int maximumBytes;

  @Option(
      names = "--span-paragraphs",
      description = "Spans never go on into the next paragraph. Default: short ones do.")
  private boolean paragraphs;

  @Option(
      names = "--cuts",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "How many different endings of each span are masked. Default: ${DEFAULT-VALUE}.")
  private int cuts;

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "N",
      description = "Seed for cutting spans and holding out text. Default: ${DEFAULT-VALUE}.")
  private long seed;

  /** With spans made and cut so. */
  CorpusOptions applyTo(CorpusOptions options) {
    return options.withSpans(rule()).withSeed(seed);
  }

  private SpanRule rule() {
    SpanRule defaults = SpanRule.DEFAULT;
    try {
      return new SpanRule(
          paragraphs ? SpanUnit.PARAGRAPHS : SpanUnit.SENTENCES,
          maximumBytes,
          defaults.minimumHidden(),
          defaults.maximumHidden(),
          cuts);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--span-bytes, --cuts: " + e.getMessage(), e);
    }
  }
}
