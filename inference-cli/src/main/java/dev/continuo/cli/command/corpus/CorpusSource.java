package dev.continuo.cli.command.corpus;

import dev.continuo.cli.command.option.ExtensionMixin;
import dev.continuo.cli.command.option.ReadingOptions;
import dev.continuo.cli.command.option.SettingOptions;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.step.Corpus;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.corpus.step.Selection;
import dev.continuo.corpus.work.WorkOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments that say which text a corpus is made of and which of it stays. */
final class CorpusSource {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "IN",
      description =
          "Files, folders and patterns: plain text, Markdown, HTML, JSON, Parquet, each also"
              + " as .gz or .zst; - is standard input.")
  private List<Path> inputs;

  @Mixin private FilterMixin filters;
  @Mixin private RepetitionMixin repetitions;
  @Mixin private ExtensionMixin extensions;

  List<Path> inputs() {
    return inputs;
  }

  boolean overwrite() {
    return CorpusSettingOptions.work(spec).overwrite();
  }

  CorpusOptions options() {
    Selection selection =
        repetitions.applyTo(
            Selection.EXACT
                .withCleaning(CorpusSettingOptions.cleaning(spec))
                .withFilters(filters.options().withLanguagesIdentified()));
    return CorpusOptions.of(inputs)
        .withReading(ReadingOptions.parsed(spec))
        .withSelection(selection);
  }

  /** The corpus; its caller closes it. */
  Corpus open() {
    return open(options());
  }

  /** The corpus made as these options say; its caller closes it. */
  Corpus open(CorpusOptions options) {
    return open(options, CorpusSettingOptions.work(spec));
  }

  /** The corpus, perhaps with a file of pairs; its caller closes it. */
  Corpus open(CorpusOptions options, @Nullable Path pairs) {
    WorkOptions working = CorpusSettingOptions.work(spec);
    return open(options, pairs == null ? working : working.withPairs(pairs));
  }

  private Corpus open(CorpusOptions options, WorkOptions working) {
    return extensions.applyTo(Corpus.build(options)).work(working).open();
  }

  /** Whether a corpus that is made already is named, which stands alone. */
  boolean isCorpusFolder() {
    boolean made = CorpusFolder.isCorpus(inputs.getFirst());
    if (made) {
      Usage usage = new Usage(spec);
      if (inputs.size() > 1) {
        throw usage.wrong(
            inputs.getFirst() + ": a corpus folder cannot be combined with other inputs");
      }
      CommandSpec own = spec.mixins().get("source");
      if (own != null) {
        usage.refuse(
            "a corpus folder", own.options().stream().map(OptionSpec::longestName).toList());
      }
      usage.refuse(
          "a corpus folder",
          CorpusSettingOptions.OF_TEXT.stream().map(SettingOptions::name).toList());
    }
    return made;
  }
}
