package dev.continuo.cli.command.option;

import dev.continuo.corpus.step.CorpusBuilder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The steps and outputs of the user's own that documents pass through, by their names. */
public final class ExtensionMixin {

  public static final List<String> NAMES = List.of("--document-step", "--document-output");

  @Option(
      names = "--document-step",
      paramLabel = "NAME",
      description =
          "A step of your own from the class path that every document passes through"
              + " (docs/extending.md). May be given several times.")
  private List<String> steps = List.of();

  @Option(
      names = "--document-output",
      paramLabel = "FORMAT=FILE",
      description =
          "Also write the kept documents to a file, in a format of your own from the class path."
              + " May be given several times.")
  private Map<String, Path> outputs = new LinkedHashMap<>();

  /** A corpus with them. */
  public CorpusBuilder applyTo(CorpusBuilder corpus) {
    steps.forEach(corpus::step);
    outputs.forEach(corpus::output);
    return corpus;
  }
}
