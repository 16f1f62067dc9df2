package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.output.CountedShard;
import dev.continuo.corpus.read.Formats;
import dev.continuo.corpus.read.ReadListener;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.Sources;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.tokenize.DocumentTokenizer;
import dev.continuo.corpus.work.InputPosition;
import dev.continuo.tokenizer.text.Tokenizer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/**
 * Text that a model is scored on, as a shard. Every document counts; none is dropped as duplicate.
 */
public final class HeldOutText {

  private HeldOutText() {}

  /**
   * Writes text as one shard.
   *
   * @param inputs text files and folders
   * @param reading how they become documents
   * @param tokenizer of the model that is scored
   * @param shard the file to write
   * @throws CorpusException if a file is missing, unreadable or not text
   */
  public static CorpusReport.Part write(
      List<Path> inputs, ReadOptions reading, Tokenizer tokenizer, Path shard) {
    CorpusOptions options = CorpusOptions.of(inputs).withReading(reading);
    try (CountedShard written = new CountedShard(shard, tokenizer.vocabularySize());
        BatchReader batches =
            new BatchReader(
                Sources.find(inputs, Formats.of(reading.formats()), ReadListener.strict()),
                reading,
                true,
                InputPosition.START)) {
      StepRunner runner = new StepRunner(BuildSteps.repairs(), false);
      DocumentTokenizer documents =
          new DocumentTokenizer(tokenizer, options.spans(), options.seed());
      while (batches.hasNext()) {
        List<Document> kept = runner.apply(batches.next()).kept();
        List<Boolean> validation = Collections.nCopies(kept.size(), true);
        documents.tokenize(kept, validation).forEach(written::add);
      }
      return written.finish();
    }
  }
}
