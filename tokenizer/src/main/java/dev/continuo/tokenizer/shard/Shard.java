package dev.continuo.tokenizer.shard;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * The token ids of documents, one after the other, memory-mapped from a file that {@link
 * ShardWriter} wrote. Opening reads the whole file once, to check it. Safe for use by several
 * threads until it is closed.
 */
public final class Shard implements AutoCloseable {

  private static final ValueLayout.OfShort TOKEN_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long CHECKSUM_STEP = 1L << 30;

  private final Arena arena;
  private final ShardHeader header;
  private final boolean shortTokens;
  private final MemorySegment tokens;
  private final MemorySegment documents;
  private final MemorySegment spans;

  private Shard(Arena arena, ShardHeader header, MemorySegment file) {
    this.arena = arena;
    this.header = header;
    shortTokens = ShardHeader.tokenBytes(header.vocabularySize()) == Short.BYTES;
    tokens = file.asSlice(ShardHeader.BYTES, header.tokensLength());
    documents =
        file.asSlice(header.documentsOffset(), header.documentCount() * ShardHeader.DOCUMENT_BYTES);
    spans = file.asSlice(header.spansOffset(), header.spanCount() * ShardHeader.SPAN_BYTES);
  }

  /**
   * Opens a shard.
   *
   * @throws ShardException if the file cannot be read, is no shard, or is damaged
   */
  public static Shard open(Path path) {
    Arena arena = Arena.ofShared();
    try {
      Shard shard = map(path, arena);
      shard.check(path);
      return shard;
    } catch (IOException e) {
      arena.close();
      throw new ShardException(
          path + ": expected a readable token shard, found: " + e + "; build the corpus again", e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static Shard map(Path path, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long length = channel.size();
      if (length < ShardHeader.BYTES) {
        throw ShardException.damaged(
            path, "length", "at least " + ShardHeader.BYTES + " bytes", length);
      }
      MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, length, arena);
      ShardHeader header =
          ShardHeader.decode(path, file.asSlice(0, ShardHeader.BYTES).asByteBuffer(), length);
      int found = checksum(file.asSlice(ShardHeader.BYTES));
      if (found != header.payloadChecksum()) {
        throw ShardException.damaged(
            path,
            "contents",
            String.format(Locale.ROOT, "checksum %08x", header.payloadChecksum()),
            String.format(Locale.ROOT, "%08x", found));
      }
      return new Shard(arena, header, file);
    }
  }

  private static int checksum(MemorySegment payload) {
    CRC32C checksum = new CRC32C();
    for (long at = 0; at < payload.byteSize(); at += CHECKSUM_STEP) {
      ByteBuffer part =
          payload.asSlice(at, Math.min(CHECKSUM_STEP, payload.byteSize() - at)).asByteBuffer();
      checksum.update(part);
    }
    return (int) checksum.getValue();
  }

  /** Checks what the checksums cannot: that a whole file does not point outside itself. */
  private void check(Path path) {
    for (long i = 0; i < tokenCount(); i++) {
      if (Integer.compareUnsigned(token(i), vocabularySize()) >= 0) {
        throw ShardException.damaged(
            path, "token " + i, "an id below " + vocabularySize(), token(i));
      }
    }
    long previous = 0;
    for (long i = 0; i < documentCount(); i++) {
      long start = documentStart(i);
      if (i == 0 ? start != 0 : start < previous || start > tokenCount()) {
        throw ShardException.damaged(
            path, "start of document " + i, previous + " to " + tokenCount(), start);
      }
      previous = start;
    }
    for (long i = 0; i < spanCount(); i++) {
      long start = spanStart(i);
      int cut = spanInt(i, Long.BYTES);
      int length = spanInt(i, Long.BYTES + Integer.BYTES);
      if (start < 0 || cut <= 0 || length <= cut || start > tokenCount() - length) {
        throw ShardException.damaged(
            path,
            "span " + i,
            "start < cut < end <= " + tokenCount(),
            start + ", +" + cut + ", +" + length);
      }
    }
  }

  /** The number of tokens. */
  public long tokenCount() {
    return header.tokenCount();
  }

  /** The size of the vocabulary: every token is below it. */
  public int vocabularySize() {
    return header.vocabularySize();
  }

  /** The UTF-8 bytes of the text that the tokens stand for. */
  public long byteCount() {
    return header.byteCount();
  }

  /** The number of documents. */
  public long documentCount() {
    return header.documentCount();
  }

  /** The position of the first token of document {@code i}. */
  public long documentStart(long i) {
    Objects.checkIndex(i, documentCount());
    return documents.get(LONG, i * ShardHeader.DOCUMENT_BYTES);
  }

  /** The number of spans with a masked ending. */
  public long spanCount() {
    return header.spanCount();
  }

  /** Span {@code i}, in positions of this shard. */
  public Span span(long i) {
    Objects.checkIndex(i, spanCount());
    long start = spanStart(i);
    return new Span(
        start, start + spanInt(i, Long.BYTES), start + spanInt(i, Long.BYTES + Integer.BYTES));
  }

  /** The token at a position. */
  public int token(long position) {
    Objects.checkIndex(position, tokenCount());
    return shortTokens
        ? Short.toUnsignedInt(tokens.get(TOKEN_SHORT, position * Short.BYTES))
        : tokens.get(INT, position * Integer.BYTES);
  }

  /** Copies the tokens {@code [start, start + length)} to {@code target}, from {@code offset}. */
  public void copy(long start, int[] target, int offset, int length) {
    Objects.checkFromIndexSize(start, length, tokenCount());
    Objects.checkFromIndexSize(offset, length, target.length);
    if (!shortTokens) {
      MemorySegment.copy(tokens, INT, start * Integer.BYTES, target, offset, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      target[offset + i] = Short.toUnsignedInt(tokens.get(TOKEN_SHORT, (start + i) * Short.BYTES));
    }
  }

  /** A checksum of everything in the shard, in hexadecimal. */
  public String fingerprint() {
    return header.fingerprint();
  }

  private long spanStart(long i) {
    return spans.get(LONG, i * ShardHeader.SPAN_BYTES);
  }

  private int spanInt(long i, int offset) {
    return spans.get(INT, i * ShardHeader.SPAN_BYTES + offset);
  }

  @Override
  public void close() {
    arena.close();
  }
}
