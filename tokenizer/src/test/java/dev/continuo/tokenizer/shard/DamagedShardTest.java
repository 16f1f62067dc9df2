package dev.continuo.tokenizer.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedShardTest {

  @TempDir Path folder;

  private Path file = Path.of("");
  private byte[] whole = {};

  @BeforeEach
  void writeWholeShard() throws IOException {
    file = folder.resolve("a.shard");
    try (ShardWriter writer = ShardWriter.create(file, 300)) {
      writer.add(new int[] {1, 2, 299, 4, 5}, List.of(new Span(0, 2, 4)), 17);
      writer.add(new int[] {6, 7, 8}, List.of(new Span(1, 2, 3)), 4);
      writer.finish();
    }
    whole = Files.readAllBytes(file);
  }

  @Test
  void everyShorterFileIsRefused() throws IOException {
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length));
    }
    assertRefused(Arrays.copyOf(whole, whole.length + 1));
  }

  @Test
  void everyChangedBitIsRefused() throws IOException {
    for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
      byte[] bytes = whole.clone();
      bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertRefused(bytes);
    }
  }

  @Test
  void aLyingHeaderWithARightChecksumIsRefused() throws IOException {
    for (int countAt : new int[] {16, 24, 32}) {
      for (long count : new long[] {-1, 0, 1L << 20, 1L << 61, Long.MAX_VALUE}) {
        assertRefused(rechecked(bytes -> bytes.putLong(countAt, count)));
      }
    }
    assertRefused(rechecked(bytes -> bytes.putInt(12, -5)));
    assertRefused(rechecked(bytes -> bytes.putLong(40, -1)));
    assertRefused(rechecked(bytes -> bytes.putInt(12, 299)));
  }

  @Test
  void aWholeFileThatPointsOutsideItselfIsRefused() throws IOException {
    int documents = ShardHeader.BYTES + 16;
    int spans = documents + 16;
    assertRefused(rechecked(bytes -> bytes.putLong(documents + 8, 9)));
    assertRefused(rechecked(bytes -> bytes.putLong(documents, 1)));
    assertRefused(rechecked(bytes -> bytes.putLong(spans, Long.MAX_VALUE)));
    assertRefused(rechecked(bytes -> bytes.putInt(spans + 8, 0)));
    assertRefused(rechecked(bytes -> bytes.putInt(spans + 12, 9)));
    assertRefused(rechecked(bytes -> bytes.putInt(spans + 12, Integer.MIN_VALUE)));
  }

  @Test
  void anotherKindOfFileAndAMissingOneAreNamed() throws IOException {
    Files.writeString(file, "To be, or not to be, that is the question. ".repeat(9));
    assertThatThrownBy(() -> Shard.open(file))
        .isInstanceOf(ShardException.class)
        .hasMessage(
            file
                + ": byte 0: expected a token shard, found another kind of file;"
                + " build the corpus again");
    assertThatThrownBy(() -> Shard.open(folder.resolve("none")))
        .isInstanceOf(ShardException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() -> ShardWriter.create(folder.resolve("no/such/a.shard"), 9))
        .isInstanceOf(ShardException.class)
        .hasMessageContaining("a.shard");
  }

  @Test
  void closingWithoutFinishingLeavesTheOldShardAndNothingElse() throws IOException {
    try (ShardWriter writer = ShardWriter.create(file, 5)) {
      writer.add(new int[] {0}, List.of(), 1);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void whatDoesNotFitIsNotWritten() {
    try (ShardWriter writer = ShardWriter.create(file, 5)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.add(new int[] {5}, List.of(), 1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.add(new int[] {4, 4}, List.of(new Span(0, 1, 3)), 1));
      assertThatIllegalArgumentException().isThrownBy(() -> new Span(1, 1, 3));
    }
  }

  private interface Change {
    void apply(ByteBuffer bytes);
  }

  /** The whole shard with a change, and with checksums that fit it. */
  private byte[] rechecked(Change change) {
    ByteBuffer bytes = ByteBuffer.wrap(whole.clone()).order(ByteOrder.LITTLE_ENDIAN);
    change.apply(bytes);
    bytes.putInt(48, checksum(bytes.array(), ShardHeader.BYTES, whole.length));
    bytes.putInt(52, checksum(bytes.array(), 0, 52));
    return bytes.array();
  }

  private static int checksum(byte[] bytes, int from, int to) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, from, to - from);
    return (int) checksum.getValue();
  }

  private void assertRefused(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    assertThatThrownBy(() -> Shard.open(file).close())
        .isInstanceOf(ShardException.class)
        .hasMessageContaining("a.shard")
        .hasMessageNotContaining("\n");
  }
}
