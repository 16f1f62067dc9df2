package dev.continuo.cli.command;

import dev.continuo.corpus.pipeline.CorpusOptions;
import dev.continuo.corpus.read.SplitRule;
import dev.continuo.corpus.span.SpanRule;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments that say which text a corpus is made of, and how it is cut. */
final class CorpusSource {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "IN",
      description = "Text files, and folders with text files (.txt, .text, .md).")
  private List<Path> inputs;

  @Option(
      names = "--split",
      defaultValue = "auto",
      paramLabel = "RULE",
      description =
          "Where documents end: auto (two blank lines, or sooner in long texts), file, paragraphs,"
              + " lines, or pattern:REGEX for lines that begin one. Default: ${DEFAULT-VALUE}.")
  private String split;

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

  CorpusOptions options() {
    SplitRule rule = SplitRule.parse(split);
    CorpusOptions options = CorpusOptions.of(inputs).withSplit(rule).withSeed(seed);
    SpanRule defaults = SpanRule.DEFAULT;
    try {
      return options.withSpans(
          new SpanRule(spanBytes, defaults.minimumHidden(), defaults.maximumHidden()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--span-bytes: " + e.getMessage(), e);
    }
  }
}
