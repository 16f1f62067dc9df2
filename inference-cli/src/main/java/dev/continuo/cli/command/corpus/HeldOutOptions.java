package dev.continuo.cli.command.corpus;

import dev.continuo.corpus.step.CorpusOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which text is held out of training, to validate on. */
final class HeldOutOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--val",
      paramLabel = "FILE",
      description = "Text to validate on, kept whole; all other text is trained on then.")
  private @Nullable Path file;

  @Option(
      names = "--val-share",
      paramLabel = "X",
      description =
          "The share of the text to validate on (default: 0.1): whole files chosen at random,"
              + " or the end of the largest. corpus.json says which.")
  private @Nullable Double share;

  CorpusOptions applyTo(CorpusOptions options) {
    if (file != null && share != null) {
      throw wrong("--val and --val-share contradict each other: give one of them");
    }
    if (file != null) {
      return options.withValidationFile(file);
    }
    if (share == null) {
      return options;
    }
    if (!(share > 0 && share < 1)) {
      throw wrong("--val-share: expected a number between 0 and 1, found " + share);
    }
    return options.withValidationShare(share);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
