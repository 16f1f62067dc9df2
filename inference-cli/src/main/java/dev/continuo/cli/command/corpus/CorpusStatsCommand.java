package dev.continuo.cli.command.corpus;

import dev.continuo.cli.command.option.QuietMixin;
import dev.continuo.cli.terminal.CorpusProgress;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.output.ShardStatistics;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.step.Corpus;
import dev.continuo.tokenizer.shard.Shard;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What is in a corpus, or would be. */
@Command(
    name = "stats",
    modelTransformer = CorpusSettingOptions.class,
    description = "Show what is in a corpus folder, or what would be kept and dropped of text.",
    footer = {
      "",
      "Examples:",
      "  continuo corpus stats corpus",
      "  continuo corpus stats crawl/ --filters gopher --languages en"
    })
final class CorpusStatsCommand implements Callable<Integer> {

  private static final int[] PERCENTILES = {0, 10, 50, 90, 100};

  @Spec private CommandSpec spec;
  @Mixin private CorpusSource source;
  @Mixin private ReportMixin reports;
  @Mixin private QuietMixin quiet;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (source.isCorpusFolder()) {
      CorpusFolder folder = new CorpusFolder(source.inputs().getFirst());
      reports.print(folder.report(), out);
      if (!reports.json()) {
        shard("training", folder.trainingShard(), out);
        shard("validation", folder.validationShard(), out);
      }
      return 0;
    }
    reports.print(survey(), out);
    return 0;
  }

  private CorpusReport survey() {
    try (Corpus corpus = source.open();
        CorpusProgress progress = new CorpusProgress(quiet.terminal(spec.commandLine()))) {
      return corpus.survey(progress);
    }
  }

  private static void shard(String name, Path file, PrintWriter out) {
    try (Shard shard = Shard.open(file)) {
      ShardStatistics statistics = ShardStatistics.of(shard);
      StringBuilder line = new StringBuilder(name + ": tokens in a document");
      for (int percentile : PERCENTILES) {
        line.append(
            String.format(
                Locale.ROOT, "  %d %%: %,d", percentile, statistics.documentTokens(percentile)));
      }
      out.println(line);
      out.println(
          String.format(
              Locale.ROOT,
              "%s: %,d of %,d kinds of tokens occur",
              name,
              statistics.kinds(),
              shard.vocabularySize()));
    }
  }
}
