package dev.continuo.cli.command.corpus;

import dev.continuo.cli.command.option.QuietMixin;
import dev.continuo.cli.terminal.CorpusProgress;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.step.Corpus;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Files in, a folder of token shards out. */
@Command(
    name = "build",
    modelTransformer = CorpusSettingOptions.WithHeldOut.class,
    description =
        "Clean, deduplicate, mask endings and tokenize text; report what was dropped and why.",
    footer = {
      "",
      "A build that was stopped or killed goes on where it was when the same command is given"
          + " again;",
      "until it is done, what it needs for that lies in DIR.work.",
      "",
      "Examples:",
      "  continuo corpus build texts/ -o corpus --tokenizer tokenizer.json",
      "  continuo corpus build train.txt --val test.txt -o corpus --tokenizer tokenizer.json",
      "  continuo corpus build crawl/ -o corpus --tokenizer tokenizer.json --filters gopher,c4"
          + " --languages en --exclude test.jsonl --keep-dropped dropped.jsonl"
    })
final class CorpusBuildCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private CorpusSource source;
  @Mixin private QuietMixin quiet;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "The folder to write.")
  private Path output;

  @Option(
      names = "--tokenizer",
      required = true,
      paramLabel = "FILE",
      description = "A tokenizer.json; 'continuo tokenizer train' makes one.")
  private Path tokenizerFile;

  @Mixin private ReportMixin reports;

  @Option(
      names = "--pairs",
      paramLabel = "FILE",
      description = "Also write the masked-ending pairs of all kept documents, as JSON Lines.")
  private @Nullable Path pairs;

  @Override
  public Integer call() {
    CorpusOptions options =
        CorpusSettingOptions.withHeldOut(
            CorpusSettingOptions.withSpans(source.options(), spec), spec);
    try (Corpus corpus = source.open(options, pairs);
        Tokenizer tokenizer = Tokenizers.open(tokenizerFile);
        CorpusProgress progress = new CorpusProgress(quiet.terminal(spec.commandLine()))) {
      CorpusReport report =
          corpus.write(output, source.overwrite(), tokenizer, tokenizerFile, progress);
      PrintWriter out = spec.commandLine().getOut();
      reports.print(report, out);
      if (!reports.json()) {
        out.println("written to " + output + ", fingerprint " + report.fingerprint());
      }
    }
    return 0;
  }
}
