package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.output.CountedShard;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.ReadProblems;
import dev.continuo.corpus.read.Sources;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.tokenize.DocumentTokenizer;
import dev.continuo.corpus.work.InputPosition;
import dev.continuo.corpus.work.SpoolRecord;
import dev.continuo.tokenizer.text.Tokenizer;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Text that a model is scored on: every document counts, those that stand twice too. */
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
                Sources.find(inputs, ReadProblems.strict()), reading, true, InputPosition.START)) {
      StepRunner runner = new StepRunner(PreparedCorpus.repairs(), false);
      DocumentTokenizer documents =
          new DocumentTokenizer(tokenizer, options.spans(), options.seed());
      while (batches.hasNext()) {
        BatchResult result = runner.apply(batches.next());
        write(result, documents, written);
      }
      return written.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(BatchResult result, DocumentTokenizer tokenizer, CountedShard shard)
      throws IOException {
    List<Document> documents = new ArrayList<>();
    List<Boolean> validation = new ArrayList<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(result.documents()));
    for (int i = 0; i < result.summaries().size(); i++) {
      documents.add(SpoolRecord.read(in).document());
      validation.add(true);
    }
    tokenizer.tokenize(documents, validation).forEach(shard::add);
  }
}
