package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.Folders;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Measures a pipeline, to be run by hand: {@code BuildSpeed exact|near|tokenizer.json THREADS
 * MEMORY FILE...} prints megabytes of input for each second of a whole run, three times. With a
 * tokenizer it also looks for near duplicates and writes shards.
 */
final class BuildSpeed {

  private static final int RUNS = 3;

  private BuildSpeed() {}

  public static void main(String[] arguments) throws IOException {
    List<Path> files =
        List.of(arguments).subList(3, arguments.length).stream().map(Path::of).toList();
    String what = arguments[0];
    CorpusOptions options = CorpusOptions.of(files);
    if (!what.equals("exact")) {
      options =
          options.withSelection(options.selection().withNearDuplicates(NearDuplicateRule.DEFAULT));
    }
    WorkOptions work =
        WorkOptions.DEFAULT
            .withThreads(Integer.parseInt(arguments[1]))
            .withMemory(Long.parseLong(arguments[2]) << 20);
    for (int run = 0; run < RUNS; run++) {
      long start = System.nanoTime();
      try (Corpus corpus = Corpus.open(options, work)) {
        CorpusReport report =
            what.equals("exact") || what.equals("near")
                ? corpus.survey((phase, done, all) -> {})
                : write(corpus, Path.of(what));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "%s, %s threads: %.1f MB/s, %d of %d documents kept, %d tokens%n",
            what,
            arguments[1],
            report.bytesIn() / 1e6 / seconds,
            report.documentsKept(),
            report.documentsIn(),
            report.tokensOut());
      }
    }
  }

  private static CorpusReport write(Corpus corpus, Path tokenizerFile) throws IOException {
    Path folder = Files.createTempDirectory("speed-");
    try (Tokenizer tokenizer = Tokenizers.open(tokenizerFile)) {
      return corpus.write(
          folder.resolve("corpus"), false, tokenizer, tokenizerFile, (phase, done, all) -> {});
    } finally {
      Folders.delete(folder);
    }
  }
}
