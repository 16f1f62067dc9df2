package dev.continuo.cli.command.corpus;

import dev.continuo.cli.command.option.QuietMixin;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.cli.terminal.CorpusProgress;
import dev.continuo.cli.terminal.SkippedNotes;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.step.Corpus;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
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
    description = "Prints some documents, chosen at random, of a corpus folder or of cleaned text.",
    footer = {
      "",
      "Examples:",
      "  continuo corpus sample corpus -n 3",
      "  continuo corpus sample crawl/ --filters fineweb --seed 7"
    })
final class CorpusSampleCommand implements Callable<Integer> {

  private static final int MOST_TOKENS_READ = 1 << 20;

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
      sample(new CorpusFolder(source.inputs().getFirst()));
    } else {
      Terminal terminal = quiet.terminal(spec.commandLine());
      try (Corpus corpus = source.open();
          CorpusProgress progress = new CorpusProgress(terminal);
          Stream<Document> documents = corpus.documents(progress)) {
        sample(documents).forEach(document -> print(document.id(), document.text()));
        SkippedNotes.show(terminal, corpus.problems(), corpus.dropped());
      }
    }
    return 0;
  }

  private record Drawn(long number, long lot, Document document) {}

  /** Each document draws a lot from its text and the seed; the least lots are shown, in order. */
  private List<Document> sample(Stream<Document> documents) {
    PriorityQueue<Drawn> least =
        new PriorityQueue<>(Comparator.comparingLong(Drawn::lot).reversed());
    long[] number = {0};
    documents.forEach(
        document -> {
          long lot = new SplittableRandom(document.hash() + seed).nextLong();
          least.add(new Drawn(number[0]++, lot, document));
          if (least.size() > count) {
            least.remove();
          }
        });
    return least.stream()
        .sorted(Comparator.comparingLong(Drawn::number))
        .map(Drawn::document)
        .toList();
  }

  private void sample(CorpusFolder folder) {
    try (Shard shard = Shard.open(folder.trainingShard());
        Tokenizer tokenizer = Tokenizers.open(folder.tokenizer())) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Long> chosen = new ArrayList<>();
      for (int i = 0; i < count && shard.documentCount() > 0; i++) {
        chosen.add(random.nextLong(shard.documentCount()));
      }
      chosen.stream()
          .distinct()
          .sorted()
          .forEach(
              document -> print("document " + (document + 1), text(shard, tokenizer, document)));
    }
  }

  private static String text(Shard shard, Tokenizer tokenizer, long document) {
    long start = shard.documentStart(document);
    boolean last = document + 1 == shard.documentCount();
    long end = last ? shard.tokenCount() : shard.documentStart(document + 1);
    int[] ids = new int[(int) Math.min(end - start, MOST_TOKENS_READ)];
    shard.copy(start, ids, 0, ids.length);
    return tokenizer.decode(ids);
  }

  private void print(String name, String text) {
    PrintWriter out = spec.commandLine().getOut();
    int all = text.codePointCount(0, text.length());
    out.println("── " + name);
    out.println(text.substring(0, text.offsetByCodePoints(0, Math.min(all, characters))));
    if (all > characters) {
      out.println("… (" + (all - characters) + " more characters)");
    }
    out.println();
  }
}
