package dev.continuo.cli.command.corpus;

import dev.continuo.cli.command.option.Usage;
import dev.continuo.corpus.dedup.ExcludedNGrams;
import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.step.Selection;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what counts as repeated, and what must stay out. */
final class RepetitionMixin {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--dedup",
      defaultValue = "near",
      paramLabel = "RULE",
      description =
          "Which repeated documents go: exact (the same text), or near (also similar texts, by"
              + " MinHash). Default: ${DEFAULT-VALUE}.")
  private String rule;

  @Option(
      names = "--shingle-words",
      defaultValue = "5",
      paramLabel = "N",
      description = "Words of a shingle, for near duplicates. Default: ${DEFAULT-VALUE}.")
  private int words;

  @Option(
      names = "--bands",
      defaultValue = "14",
      paramLabel = "N",
      description =
          "Bands of a MinHash signature: more find less similar texts. Default: ${DEFAULT-VALUE}.")
  private int bands;

  @Option(
      names = "--rows",
      defaultValue = "8",
      paramLabel = "N",
      description =
          "Hashes of a band: more find only more similar texts. Default: ${DEFAULT-VALUE}.")
  private int rows;

  @Option(
      names = "--remove-repeated-paragraphs",
      description =
          "Keep a long paragraph that several documents have in one of them only, the longest.")
  private boolean repeatedParagraphs;

  @Option(
      names = "--exclude",
      paramLabel = "FILE",
      description =
          "Text that must stay out, such as a test set: documents that share a sequence of words"
              + " with it are dropped. May be given several times.")
  private List<Path> excluded = List.of();

  @Option(
      names = "--exclude-words",
      defaultValue = "13",
      paramLabel = "N",
      description =
          "The words of such a sequence; shorter excluded texts count as a whole. Default:"
              + " ${DEFAULT-VALUE}.")
  private int excludedWords;

  Selection applyTo(Selection selection) {
    Usage usage = new Usage(spec);
    if (rule.equals("exact")) {
      usage.refuse("--dedup exact", List.of("--shingle-words", "--bands", "--rows"));
    }
    if (excluded.isEmpty()) {
      usage.refuse(List.of("--exclude-words"), "has no effect without --exclude; add it");
    }
    if (excludedWords < ExcludedNGrams.SHORTEST) {
      throw usage.wrong(
          "--exclude-words: expected "
              + ExcludedNGrams.SHORTEST
              + " or more, found "
              + excludedWords);
    }
    try {
      Selection excluding =
          selection
              .withRepeatedParagraphs(repeatedParagraphs)
              .withExcluded(excluded, excludedWords);
      return switch (rule) {
        case "exact" -> excluding;
        case "near" -> excluding.withNearDuplicates(new NearDuplicateRule(words, bands, rows));
        default -> throw usage.wrong("--dedup: expected exact or near, found " + rule);
      };
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--shingle-words, --bands, --rows: " + e.getMessage(), e);
    }
  }
}
