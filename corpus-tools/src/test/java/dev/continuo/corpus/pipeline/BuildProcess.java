package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.dedup.NearDuplicateRule;
import java.nio.file.Path;
import java.util.List;

/** Builds a corpus in a process of its own, to be killed. */
final class BuildProcess {

  private BuildProcess() {}

  /** The options of all builds that are compared. */
  static CorpusOptions options(Path input) {
    return CorpusOptions.of(List.of(input))
        .withSelection(
            Selection.DEFAULT
                .withNearDuplicates(NearDuplicateRule.DEFAULT)
                .withRepeatedParagraphs(true));
  }

  /** Small segments, so that there are many moments to be killed in. */
  static WorkOptions work() {
    return WorkOptions.DEFAULT.withMemory(WorkOptions.LEAST_MEMORY).withThreads(2);
  }

  static CorpusReport build(Path input, Path output, Path tokenizerFile, WorkOptions work) {
    try (ByteTokenizer tokenizer = new ByteTokenizer();
        Corpus corpus = Corpus.open(options(input), work)) {
      return corpus.write(output, false, tokenizer, tokenizerFile, (phase, done, all) -> {});
    }
  }

  /** Arguments: the input, the output, the tokenizer's file. */
  public static void main(String[] arguments) {
    build(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), work());
  }
}
