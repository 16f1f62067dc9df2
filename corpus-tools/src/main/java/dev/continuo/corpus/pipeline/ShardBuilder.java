package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.Utf8;
import dev.continuo.corpus.pipeline.CorpusReport.Part;
import dev.continuo.corpus.span.EndingMasker;
import dev.continuo.tokenizer.shard.ShardWriter;
import dev.continuo.tokenizer.shard.Span;
import dev.continuo.tokenizer.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Turns documents into a shard, some at a time, since a tokenizer works on several at once. */
final class ShardBuilder implements AutoCloseable {

  private static final int BATCH_DOCUMENTS = 256;
  private static final int BATCH_CHARACTERS = 1 << 20;

  private final Tokenizer tokenizer;
  private final EndingMasker masker;
  private final TokenSpans tokenSpans;
  private final ShardWriter writer;
  private final List<Document> batch = new ArrayList<>();
  private long batchCharacters;
  private long documents;
  private long bytes;
  private long tokens;
  private long spans;

  ShardBuilder(Path file, Tokenizer tokenizer, CorpusOptions options) {
    this.tokenizer = tokenizer;
    masker = new EndingMasker(options.spans(), options.seed());
    tokenSpans = new TokenSpans(tokenizer.tokenByteLengths());
    writer = ShardWriter.create(file, tokenizer.vocabularySize());
  }

  void add(Document document) {
    batch.add(document);
    batchCharacters += document.text().length();
    if (batch.size() >= BATCH_DOCUMENTS || batchCharacters >= BATCH_CHARACTERS) {
      writeBatch();
    }
  }

  private void writeBatch() {
    List<int[]> encoded = tokenizer.encodeAll(batch.stream().map(Document::text).toList());
    for (int i = 0; i < batch.size(); i++) {
      write(batch.get(i), encoded.get(i));
    }
    batch.clear();
    batchCharacters = 0;
  }

  private void write(Document document, int[] ids) {
    String text = document.text();
    List<Span> documentSpans = tokenSpans.of(text, ids, masker.mask(text, document.hash()));
    int[] ended = ids;
    if (tokenizer.endOfText().isPresent()) {
      ended = Arrays.copyOf(ids, ids.length + 1);
      ended[ids.length] = tokenizer.endOfText().getAsInt();
    }
    long documentBytes = Utf8.bytes(text, 0, text.length());
    writer.add(ended, documentSpans, documentBytes);
    documents++;
    bytes += documentBytes;
    tokens += ended.length;
    spans += documentSpans.size();
  }

  /** Completes the shard and says what is in it. */
  Part finish() {
    writeBatch();
    writer.finish();
    return new Part(documents, bytes, tokens, spans);
  }

  @Override
  public void close() {
    writer.close();
  }
}
