package dev.continuo.corpus.trace;

import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NoLockFactory;

/** Writes the words of a shard's passages as a Lucene index; their text stays in the shard. */
final class PassageWriter {

  static final String TEXT = "text";
  static final String START = "start";
  static final String END = "end";

  private static final double BUFFER_MEGABYTES = 32;
  private static final long DONE_STEP = 1 << 16;

  private PassageWriter() {}

  /**
   * Writes the index.
   *
   * @param done hears now and then how many tokens have been read
   */
  static void write(Path folder, Shard shard, Tokenizer tokenizer, LongConsumer done)
      throws IOException {
    QuietLucene.quiet();
    PassageText passages = new PassageText(shard, tokenizer);
    IndexWriterConfig config =
        new IndexWriterConfig(new StandardAnalyzer()).setRAMBufferSizeMB(BUFFER_MEGABYTES);
    NumericDocValuesField start = new NumericDocValuesField(START, 0);
    NumericDocValuesField end = new NumericDocValuesField(END, 0);
    Field text = new Field(TEXT, "", counted());
    Document passage = new Document();
    passage.add(text);
    passage.add(start);
    passage.add(end);
    try (Directory directory = FSDirectory.open(folder, NoLockFactory.INSTANCE);
        IndexWriter writer = new IndexWriter(directory, config)) {
      long reported = 0;
      for (long document = 0; document < shard.documentCount(); document++) {
        long last = Documents.end(shard, document);
        for (long at = shard.documentStart(document); at < last; ) {
          long next = passages.end(at, last);
          start.setLongValue(at);
          end.setLongValue(next);
          text.setStringValue(passages.text(at, next));
          writer.addDocument(passage);
          at = next;
          if (at - reported >= DONE_STEP) {
            done.accept(at);
            reported = at;
          }
        }
      }
    }
    done.accept(shard.tokenCount());
  }

  /** Text of which words and their number are kept, not where they are. */
  private static FieldType counted() {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.freeze();
    return type;
  }
}
