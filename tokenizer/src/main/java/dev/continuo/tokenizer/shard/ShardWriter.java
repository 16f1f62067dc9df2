package dev.continuo.tokenizer.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a {@link Shard}, document by document, in memory that does not grow with it. The file
 * appears whole at {@link #finish}; closing without it leaves nothing behind. Not thread-safe.
 */
public final class ShardWriter implements AutoCloseable {

  private final Path file;
  private final int vocabularySize;
  private final boolean shortTokens;
  private final Section tokens;
  private final Section documents;
  private final Section spans;
  private long tokenCount;
  private long documentCount;
  private long spanCount;
  private long byteCount;
  private boolean open = true;

  private ShardWriter(Path file, int vocabularySize) {
    this.file = file;
    this.vocabularySize = vocabularySize;
    shortTokens = ShardHeader.tokenBytes(vocabularySize) == Short.BYTES;
    tokens = new Section(file);
    documents = new Section(file.resolveSibling(file.getFileName() + ".documents"));
    spans = new Section(file.resolveSibling(file.getFileName() + ".spans"));
  }

  /**
   * Starts a shard.
   *
   * @throws ShardException if the file's folder cannot be written
   */
  public static ShardWriter create(Path file, int vocabularySize) {
    if (vocabularySize <= 0) {
      throw new IllegalArgumentException("vocabularySize must be at least 1: " + vocabularySize);
    }
    ShardWriter writer = new ShardWriter(file.toAbsolutePath(), vocabularySize);
    try {
      writer.tokens.open(ShardHeader.BYTES);
      writer.documents.open(0);
      writer.spans.open(0);
      return writer;
    } catch (IOException e) {
      writer.close();
      throw unwritable(file, e);
    }
  }

  /**
   * Appends a document.
   *
   * @param documentTokens its ids, each below the vocabulary's size
   * @param documentSpans its spans, in positions of {@code documentTokens}
   * @param utf8Bytes the UTF-8 bytes of its text
   */
  public void add(int[] documentTokens, List<Span> documentSpans, long utf8Bytes) {
    checkOpen();
    check(documentTokens, documentSpans, utf8Bytes);
    try {
      for (int token : documentTokens) {
        ByteBuffer room = tokens.room(Integer.BYTES);
        if (shortTokens) {
          room.putShort((short) token);
        } else {
          room.putInt(token);
        }
      }
      documents.room(ShardHeader.DOCUMENT_BYTES).putLong(tokenCount);
      for (Span span : documentSpans) {
        spans
            .room(ShardHeader.SPAN_BYTES)
            .putLong(tokenCount + span.start())
            .putInt((int) (span.cut() - span.start()))
            .putInt((int) (span.end() - span.start()));
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    tokenCount += documentTokens.length;
    documentCount++;
    spanCount += documentSpans.size();
    byteCount += utf8Bytes;
  }

  private void check(int[] documentTokens, List<Span> documentSpans, long utf8Bytes) {
    for (int token : documentTokens) {
      if (token < 0 || token >= vocabularySize) {
        throw new IllegalArgumentException(
            "token must be in [0, " + vocabularySize + "): " + token);
      }
    }
    for (Span span : documentSpans) {
      if (span.end() > documentTokens.length) {
        throw new IllegalArgumentException(
            span + " must end within its document's " + documentTokens.length + " tokens");
      }
    }
    if (utf8Bytes < 0) {
      throw new IllegalArgumentException("utf8Bytes must not be negative: " + utf8Bytes);
    }
  }

  /** Completes the shard: syncs it to the disk and moves it into place. */
  public void finish() {
    checkOpen();
    try {
      long tokensLength = tokenCount * ShardHeader.tokenBytes(vocabularySize);
      tokens.room(Long.BYTES).put(new byte[ShardHeader.padding(tokensLength)]);
      tokens.append(documents);
      tokens.append(spans);
      ShardHeader header =
          new ShardHeader(
              vocabularySize, tokenCount, documentCount, spanCount, byteCount, tokens.flush());
      tokens.complete(header.encode());
    } catch (IOException e) {
      throw unwritable(file, e);
    } finally {
      close();
    }
  }

  private void checkOpen() {
    if (!open) {
      throw new IllegalStateException(file + ": the shard is already finished or closed");
    }
  }

  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    try {
      tokens.close();
      documents.close();
      spans.close();
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static ShardException unwritable(Path file, IOException e) {
    return new ShardException(
        file
            + ": expected to write a token shard, found: "
            + e
            + "; check the folder and its space",
        e);
  }
}
