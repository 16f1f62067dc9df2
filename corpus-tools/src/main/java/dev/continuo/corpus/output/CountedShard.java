package dev.continuo.corpus.output;

import dev.continuo.corpus.report.CorpusReport.Part;
import dev.continuo.corpus.tokenize.TokenizedDocument;
import dev.continuo.tokenizer.shard.ShardWriter;
import java.nio.file.Path;

/** Writes a shard and counts what is in it. */
public final class CountedShard implements AutoCloseable {

  private final ShardWriter writer;
  private long documents;
  private long bytes;
  private long tokens;
  private long spans;
  private long characters;
  private long unknown;

  public CountedShard(Path file, int vocabularySize) {
    writer = ShardWriter.create(file, vocabularySize);
  }

  public void add(TokenizedDocument document) {
    writer.add(document.ids(), document.spans(), document.bytes());
    documents++;
    bytes += document.bytes();
    tokens += document.ids().length;
    spans += document.spans().size();
    characters += document.characters();
    unknown += document.unknown();
  }

  /** Completes the shard and returns the counts. */
  public Part finish() {
    writer.finish();
    return new Part(documents, bytes, tokens, spans, characters, unknown);
  }

  @Override
  public void close() {
    writer.close();
  }
}
