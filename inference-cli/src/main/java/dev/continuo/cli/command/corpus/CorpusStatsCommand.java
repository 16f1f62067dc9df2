package dev.continuo.cli.command.corpus;

import dev.continuo.cli.command.option.QuietMixin;
import dev.continuo.cli.terminal.CorpusProgress;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.step.Corpus;
import dev.continuo.tokenizer.shard.Shard;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What is in a corpus, or would be. */
@Command(
    name = "stats",
    description = "Shows what is in a corpus folder, or what text would give and what would go.",
    footer = {
      "",
      "Examples:",
      "  continuo corpus stats corpus",
      "  continuo corpus stats crawl/ --filters gopher --languages en"
    })
final class CorpusStatsCommand implements Callable<Integer> {

  private static final int[] PERCENTILES = {0, 10, 50, 90, 100};
  private static final int MOST_LENGTHS = 1 << 20;

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
      int[] lengths = lengths(shard);
      StringBuilder line = new StringBuilder(name + ": tokens in a document");
      for (int percentile : PERCENTILES) {
        int at = (int) ((lengths.length - 1L) * percentile / 100);
        line.append(
            String.format(
                Locale.ROOT, "  %d %%: %,d", percentile, lengths.length == 0 ? 0 : lengths[at]));
      }
      out.println(line);
      out.println(
          String.format(
              Locale.ROOT,
              "%s: %,d of %,d kinds of tokens occur",
              name,
              kinds(shard),
              shard.vocabularySize()));
    }
  }

  /** The sorted lengths of documents, of evenly spaced ones where there are very many. */
  private static int[] lengths(Shard shard) {
    long step = 1 + shard.documentCount() / MOST_LENGTHS;
    int[] lengths = new int[(int) ((shard.documentCount() + step - 1) / step)];
    for (int i = 0; i < lengths.length; i++) {
      long document = i * step;
      boolean last = document + 1 == shard.documentCount();
      long end = last ? shard.tokenCount() : shard.documentStart(document + 1);
      lengths[i] = (int) (end - shard.documentStart(document));
    }
    Arrays.sort(lengths);
    return lengths;
  }

  private static int kinds(Shard shard) {
    BitSet seen = new BitSet(shard.vocabularySize());
    for (long i = 0; i < shard.tokenCount(); i++) {
      seen.set(shard.token(i));
    }
    return seen.cardinality();
  }
}
