package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.read.TextFiles;
import dev.continuo.tokenizer.text.Tokenizer;
import java.nio.file.Path;
import java.util.List;

/** Text that a model is scored on: every document counts, those that stand twice too. */
public final class HeldOutText {

  private HeldOutText() {}

  /**
   * Writes text as one shard.
   *
   * @param inputs text files and folders
   * @param tokenizer of the model that is scored
   * @param shard the file to write
   * @throws CorpusException if a file is missing, unreadable or not text
   */
  public static CorpusReport.Part write(List<Path> inputs, Tokenizer tokenizer, Path shard) {
    CorpusOptions options = CorpusOptions.of(inputs);
    try (ShardBuilder builder = new ShardBuilder(shard, tokenizer, options);
        Pass documents = Pass.ofValidation(TextFiles.find(inputs), options.split())) {
      documents.forEachRemaining(builder::add);
      return builder.finish();
    }
  }
}
