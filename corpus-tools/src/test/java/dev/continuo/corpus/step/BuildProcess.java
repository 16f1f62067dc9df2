package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.dedup.RepetitionSettings;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.WorkOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Builds a corpus in a process of its own, to be killed. */
final class BuildProcess {

  /** The argument of a build that waits to be killed. */
  static final String KILLED = "killed";

  private BuildProcess() {}

  /** The options of all builds that are compared. */
  static CorpusOptions options(Path input) {
    return CorpusOptions.of(List.of(input))
        .withSelection(
            Selection.EXACT
                .withNearDuplicates(NearDuplicateRule.DEFAULT)
                .withRepeatedParagraphs(true));
  }

  /** Small segments, so that there are many moments to be killed in. */
  static WorkOptions work() {
    return WorkOptions.DEFAULT.withMemory(RepetitionSettings.LEAST_MEMORY.bytes()).withThreads(2);
  }

  private static void build(Path input, Path output, Path tokenizerFile, Progress progress) {
    try (ByteTokenizer tokenizer = new ByteTokenizer();
        Corpus corpus = Corpus.open(options(input), work())) {
      corpus.write(output, false, tokenizer, tokenizerFile, progress);
    }
  }

  /** With everything written, and nothing in its place yet, waits to be killed. */
  private static void waitAtTheEnd(String phase, long done, long all) {
    if (phase.equals("writing") && done == all) {
      while (true) {
        LockSupport.park();
      }
    }
  }

  /**
   * Arguments: the input, the output, the tokenizer's file, and {@code killed} for a build that
   * does not end by itself, however fast the machine is.
   */
  public static void main(String[] arguments) {
    boolean killed = arguments.length > 3 && arguments[3].equals(KILLED);
    build(
        Path.of(arguments[0]),
        Path.of(arguments[1]),
        Path.of(arguments[2]),
        killed ? BuildProcess::waitAtTheEnd : (phase, done, all) -> {});
  }
}
