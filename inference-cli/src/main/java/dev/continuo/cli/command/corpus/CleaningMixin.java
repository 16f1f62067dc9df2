package dev.continuo.cli.command.corpus;

import dev.continuo.corpus.clean.CleaningOptions;
import picocli.CommandLine.Option;

/** The options that say what is removed from documents. */
final class CleaningMixin {

  @Option(
      names = "--remove-boilerplate",
      description =
          "Remove lines that belong to the page or the edition: cookie and sharing notices, the"
              + " licence around a Project Gutenberg text.")
  private boolean boilerplate;

  @Option(
      names = "--remove-repeated-lines",
      description = "Remove long lines that stood in the same document before.")
  private boolean repeatedLines;

  CleaningOptions options() {
    return new CleaningOptions(boilerplate, repeatedLines);
  }
}
