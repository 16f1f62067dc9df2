package dev.continuo.tokenizer.shard;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

class ShardFuzzTest {

  private static final int PAYLOAD_CHECKSUM = 48;
  private static final int HEADER_CHECKSUM = 52;

  @FuzzTest(maxDuration = "10m")
  void isReadOrRefused(byte[] bytes) throws IOException {
    read(bytes);
    if (bytes.length >= ShardHeader.BYTES) {
      read(withChecksums(bytes));
    }
  }

  /** So that more than the checksums is reached. */
  private static byte[] withChecksums(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(
        PAYLOAD_CHECKSUM, checksum(bytes, ShardHeader.BYTES, bytes.length - ShardHeader.BYTES));
    buffer.putInt(HEADER_CHECKSUM, checksum(buffer.array(), 0, HEADER_CHECKSUM));
    return buffer.array();
  }

  private static int checksum(byte[] bytes, int start, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, start, length);
    return (int) checksum.getValue();
  }

  private static void read(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("continuo-fuzz-", ".shard");
    try {
      Files.write(file, bytes);
      try (Shard shard = Shard.open(file)) {
        int[] tokens = new int[(int) shard.tokenCount()];
        shard.copy(0, tokens, 0, tokens.length);
        for (long i = 0; i < shard.spanCount(); i++) {
          Span span = shard.span(i);
          if (span.end() > shard.tokenCount()) {
            throw new AssertionError("a span beyond the tokens: " + span);
          }
        }
      } catch (ShardException e) {
        if (String.valueOf(e.getMessage()).contains("\n")) {
          throw new AssertionError("expected one line", e);
        }
      }
    } finally {
      Files.delete(file);
    }
  }
}
