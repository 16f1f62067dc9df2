package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.dedup.NearDuplicateRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Measures a pipeline, to be run by hand: {@code PipelineSpeed exact|near THREADS MEMORY FILE...}
 * prints megabytes of input for each second of a whole run.
 */
final class PipelineSpeed {

  private PipelineSpeed() {}

  public static void main(String[] arguments) {
    List<Path> files =
        List.of(arguments).subList(3, arguments.length).stream().map(Path::of).toList();
    CorpusOptions options = CorpusOptions.of(files);
    if (arguments[0].equals("near")) {
      options =
          options.withSelection(options.selection().withNearDuplicates(NearDuplicateRule.DEFAULT));
    }
    WorkOptions work =
        WorkOptions.DEFAULT
            .withThreads(Integer.parseInt(arguments[1]))
            .withMemory(Long.parseLong(arguments[2]) << 20);
    for (int run = 0; run < 3; run++) {
      long start = System.nanoTime();
      try (Corpus corpus = Corpus.open(options, work)) {
        CorpusReport report = corpus.survey((phase, done, all) -> {});
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "%s, %s threads: %.1f MB/s, %d of %d documents kept%n",
            arguments[0],
            arguments[1],
            report.bytesIn() / 1e6 / seconds,
            report.documentsKept(),
            report.documentsIn());
      }
    }
  }
}
