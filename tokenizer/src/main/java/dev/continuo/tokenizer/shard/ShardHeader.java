package dev.continuo.tokenizer.shard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The first bytes of a shard, little-endian, as the whole file is:
 *
 * <pre>
 *   0  magic             8 bytes
 *   8  version           int
 *  12  vocabulary size   int
 *  16  token count       long
 *  24  document count    long
 *  32  span count        long
 *  40  byte count        long   UTF-8 bytes of all documents' text
 *  48  payload checksum  int    CRC32C of all that follows the header
 *  52  header checksum   int    CRC32C of the 52 bytes before
 *  56  tokens, two bytes each where the vocabulary allows, else four; zeros up to a multiple of 8
 *      document starts   long each
 *      spans             long start, int cut - start, int end - start
 * </pre>
 */
record ShardHeader(
    int vocabularySize,
    long tokenCount,
    long documentCount,
    long spanCount,
    long byteCount,
    int payloadChecksum) {

  static final int BYTES = 56;
  static final int DOCUMENT_BYTES = Long.BYTES;
  static final int SPAN_BYTES = Long.BYTES + 2 * Integer.BYTES;

  private static final byte[] MAGIC = "continuo".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int CHECKED_BYTES = BYTES - Integer.BYTES;
  private static final int LARGEST_SHORT_VOCABULARY = 1 << Short.SIZE;

  static int tokenBytes(int vocabularySize) {
    return vocabularySize <= LARGEST_SHORT_VOCABULARY ? Short.BYTES : Integer.BYTES;
  }

  /** The zeros between the tokens and the document starts. */
  static int padding(long tokenBytes) {
    return (int) (-tokenBytes & (Long.BYTES - 1));
  }

  long tokensLength() {
    return tokenCount * tokenBytes(vocabularySize);
  }

  long documentsOffset() {
    return BYTES + tokensLength() + padding(tokensLength());
  }

  long spansOffset() {
    return documentsOffset() + documentCount * DOCUMENT_BYTES;
  }

  long fileLength() {
    return spansOffset() + spanCount * SPAN_BYTES;
  }

  /** The checksums of header and payload in hexadecimal: equal for equal shards. */
  String fingerprint() {
    return String.format(Locale.ROOT, "%08x%08x", checksum(encode().array()), payloadChecksum);
  }

  ByteBuffer encode() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).putInt(VERSION).putInt(vocabularySize);
    buffer.putLong(tokenCount).putLong(documentCount).putLong(spanCount).putLong(byteCount);
    buffer.putInt(payloadChecksum);
    return buffer.putInt(checksum(buffer.array())).flip();
  }

  /**
   * Reads a header, and checks that it is whole and that a file of {@code length} bytes fits it.
   */
  static ShardHeader decode(Path file, ByteBuffer bytes, long length) {
    byte[] header = new byte[BYTES];
    bytes.get(header);
    ByteBuffer buffer = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[MAGIC.length];
    buffer.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw ShardException.damaged(file, "byte 0", "a token shard", "another kind of file");
    }
    int version = buffer.getInt();
    if (version != VERSION) {
      throw ShardException.damaged(file, "byte 8", "format version " + VERSION, version);
    }
    ShardHeader result =
        new ShardHeader(
            buffer.getInt(),
            buffer.getLong(),
            buffer.getLong(),
            buffer.getLong(),
            buffer.getLong(),
            buffer.getInt());
    if (buffer.getInt() != checksum(header)) {
      throw ShardException.damaged(file, "header", "its checksum", "changed bytes");
    }
    result.checkCounts(file, length);
    return result;
  }

  private void checkCounts(Path file, long length) {
    if (vocabularySize <= 0) {
      throw ShardException.damaged(file, "vocabulary size", "at least 1", vocabularySize);
    }
    if (byteCount < 0) {
      throw ShardException.damaged(file, "byte count", "at least 0", byteCount);
    }
    // No count above the file's length, so that the sums below cannot overflow.
    for (long count : new long[] {tokenCount, documentCount, spanCount}) {
      if (count < 0 || count > length) {
        throw ShardException.damaged(file, "counts", "0 to the file's " + length + " bytes", count);
      }
    }
    if (fileLength() != length) {
      throw ShardException.damaged(file, "length", fileLength() + " bytes", length);
    }
  }

  private static int checksum(byte[] header) {
    CRC32C checksum = new CRC32C();
    checksum.update(header, 0, CHECKED_BYTES);
    return (int) checksum.getValue();
  }
}
