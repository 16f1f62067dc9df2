package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.pipeline.CorpusReport.Part;
import dev.continuo.tokenizer.shard.ShardWriter;
import java.nio.file.Path;

/** A shard that counts what is written to it. */
final class CountedShard implements AutoCloseable {

  private final ShardWriter writer;
  private long documents;
  private long bytes;
  private long tokens;
  private long spans;
  private long characters;
  private long unknown;

  CountedShard(Path file, int vocabularySize) {
    writer = ShardWriter.create(file, vocabularySize);
  }

  void add(TokenizedDocument document) {
    writer.add(document.ids(), document.spans(), document.bytes());
    documents++;
    bytes += document.bytes();
    tokens += document.ids().length;
    spans += document.spans().size();
    characters += document.characters();
    unknown += document.unknown();
  }

  /** Completes the shard and says what is in it. */
  Part finish() {
    writer.finish();
    return new Part(documents, bytes, tokens, spans, characters, unknown);
  }

  @Override
  public void close() {
    writer.close();
  }
}
