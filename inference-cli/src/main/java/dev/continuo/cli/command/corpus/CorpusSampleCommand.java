package dev.continuo.cli.command.corpus;

import dev.continuo.cli.command.option.QuietMixin;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.cli.terminal.CorpusProgress;
import dev.continuo.cli.terminal.SkippedNotes;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.output.DocumentSample;
import dev.continuo.corpus.step.Corpus;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Some documents of a corpus, to look at. */
@Command(
    name = "sample",
    modelTransformer = CorpusSettingOptions.class,
    description = "Print some documents, chosen at random, of a corpus folder or of cleaned text.",
    footer = {
      "",
      "Examples:",
      "  continuo corpus sample corpus -n 3",
      "  continuo corpus sample crawl/ --filters fineweb --seed 7"
    })
final class CorpusSampleCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private CorpusSource source;
  @Mixin private QuietMixin quiet;

  @Option(
      names = {"-n", "--count"},
      defaultValue = "5",
      paramLabel = "N",
      description = "How many documents. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--characters",
      defaultValue = "600",
      paramLabel = "N",
      description = "The most that is shown of each. Default: ${DEFAULT-VALUE}.")
  private int characters;

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "N",
      description = "Seed for choosing the documents. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() {
    Usage usage = new Usage(spec);
    usage.positive("--count", count);
    usage.positive("--characters", characters);
    if (source.isCorpusFolder()) {
      DocumentSample.of(new CorpusFolder(source.inputs().getFirst()), count, seed)
          .forEach(this::print);
    } else {
      Terminal terminal = quiet.terminal(spec.commandLine());
      try (Corpus corpus = source.open();
          CorpusProgress progress = new CorpusProgress(terminal);
          Stream<Document> documents = corpus.documents(progress)) {
        DocumentSample.of(documents, count, seed).forEach(this::print);
        SkippedNotes.show(terminal, corpus.problems(), corpus.dropped());
      }
    }
    return 0;
  }

  private void print(Document document) {
    String text = document.text();
    PrintWriter out = spec.commandLine().getOut();
    int all = text.codePointCount(0, text.length());
    out.println("── " + document.id());
    out.println(text.substring(0, text.offsetByCodePoints(0, Math.min(all, characters))));
    if (all > characters) {
      out.println("… (" + (all - characters) + " more characters)");
    }
    out.println();
  }
}
