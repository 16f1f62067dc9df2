package dev.continuo.cli.command.corpus;

import static dev.continuo.corpus.dedup.RepetitionSettings.BANDS;
import static dev.continuo.corpus.dedup.RepetitionSettings.DEDUP;
import static dev.continuo.corpus.dedup.RepetitionSettings.EXCLUDE_WORDS;
import static dev.continuo.corpus.dedup.RepetitionSettings.REMOVE_REPEATED_PARAGRAPHS;
import static dev.continuo.corpus.dedup.RepetitionSettings.ROWS;
import static dev.continuo.corpus.dedup.RepetitionSettings.SHINGLE_WORDS;

import dev.continuo.cli.command.option.SettingOptions;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.dedup.RepetitionSettings;
import dev.continuo.corpus.step.Selection;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say what counts as repeated, and what must stay out. */
final class RepetitionMixin {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--exclude",
      paramLabel = "FILE",
      description =
          "Text that must stay out, such as a test set: documents that share a sequence of words"
              + " with it are dropped. May be given several times.")
  private List<Path> excluded = List.of();

  Selection applyTo(Selection selection) {
    Usage usage = new Usage(spec);
    Settings settings = SettingOptions.parsed(spec, RepetitionSettings.ALL);
    if (excluded.isEmpty()) {
      usage.refuse(
          List.of(SettingOptions.name(EXCLUDE_WORDS)), "has no effect without --exclude; add it");
    }
    Selection excluding =
        selection
            .withRepeatedParagraphs(settings.has(REMOVE_REPEATED_PARAGRAPHS))
            .withExcluded(excluded, settings.get(EXCLUDE_WORDS));
    return switch (settings.get(DEDUP)) {
      case EXACT -> {
        usage.refuse(
            "--dedup exact",
            Stream.of(SHINGLE_WORDS, BANDS, ROWS).map(SettingOptions::name).toList());
        yield excluding;
      }
      case NEAR -> excluding.withNearDuplicates(near(settings));
    };
  }

  private static NearDuplicateRule near(Settings settings) {
    try {
      return new NearDuplicateRule(
          settings.get(SHINGLE_WORDS), settings.get(BANDS), settings.get(ROWS));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "%s, %s, %s: %s", SHINGLE_WORDS, BANDS, ROWS, String.valueOf(e.getMessage()));
    }
  }
}
