package dev.continuo.cli.command.corpus;

import dev.continuo.cli.command.option.QuietMixin;
import dev.continuo.cli.terminal.CorpusProgress;
import dev.continuo.cli.terminal.SkippedNotes;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.corpus.step.Corpus;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Text files in, masked-ending pairs out, for people and other tools. */
@Command(
    name = "pairs",
    modelTransformer = CorpusSettingOptions.WithSpans.class,
    description = "Print the masked-ending pairs of text as JSON Lines.",
    footer = {
      "",
      "Offsets (span, cut) count the Unicode code points of the cleaned document.",
      "",
      "Examples:",
      "  continuo corpus pairs poems.txt | head -n 3",
      "  continuo corpus pairs texts/ -o pairs.jsonl"
    })
final class CorpusPairsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private CorpusSource source;
  @Mixin private QuietMixin quiet;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file to write. Default: standard output.")
  private @Nullable Path output;

  @Override
  public Integer call() {
    Terminal terminal = quiet.terminal(spec.commandLine());
    try (Corpus corpus = source.open(CorpusSettingOptions.withSpans(source.options(), spec));
        CorpusProgress progress = new CorpusProgress(terminal)) {
      long pairs;
      if (output == null) {
        pairs = corpus.pairs(spec.commandLine().getOut(), progress);
      } else {
        pairs = corpus.pairs(output, progress);
        spec.commandLine()
            .getErr()
            .println(String.format(Locale.ROOT, "%s: %,d pairs", output, pairs));
      }
      SkippedNotes.show(terminal, corpus.problems(), corpus.dropped());
      if (pairs == 0) {
        terminal.note("no pairs   every span of the text is a single word");
      }
    }
    return 0;
  }
}
