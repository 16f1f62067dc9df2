package dev.continuo.corpus.output;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.files.MappedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a shard's documents, memory-mapped from a file. It is little-endian:
 *
 * <pre>
 *   0  magic        8 bytes
 *   8  version      int
 *  12  checksum     int    CRC32C of names and index, then of the two numbers before them
 *  16  documents    long
 *  24  index        long   where it begins
 *  32  names        of each: the bytes that it shares with the one before, the other bytes (both
 *                   int), these bytes; the first of 32 shares none
 *      index        long each: where every 32nd name begins
 * </pre>
 */
public final class DocumentNames implements AutoCloseable {

  private static final byte[] MAGIC = "documnts".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int HEADER = 32;
  private static final int NUMBERS = 16;
  private static final int GROUP = 32;
  private static final long CHECKSUM_STEP = 1L << 30;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final Arena arena;
  private final MemorySegment file;
  private final long count;
  private final long index;

  private DocumentNames(Path path, Arena arena, MemorySegment file) {
    this.path = path;
    this.arena = arena;
    this.file = file;
    count = file.get(LONG, NUMBERS);
    index = file.get(LONG, NUMBERS + Long.BYTES);
  }

  /**
   * Opens the names of a shard's documents.
   *
   * @return null where a corpus of an older version has none
   * @throws CorpusException if they are damaged
   */
  public static @Nullable DocumentNames open(Path path, long documents) {
    if (!Files.exists(path)) {
      return null;
    }
    Arena arena = Arena.ofShared();
    try {
      long bytes = Files.size(path);
      MemorySegment file = MappedFile.readOnly(path, bytes, arena);
      if (bytes < HEADER
          || !Arrays.equals(file.asSlice(0, MAGIC.length).toArray(ValueLayout.JAVA_BYTE), MAGIC)
          || file.get(INT, Long.BYTES) != VERSION
          || file.get(INT, Long.BYTES + Integer.BYTES) != checksum(file)) {
        throw damaged(path, "another or incomplete file", null);
      }
      DocumentNames names = new DocumentNames(path, arena, file);
      if (names.count != documents
          || names.index != bytes - Math.ceilDiv(documents, GROUP) * Long.BYTES) {
        throw damaged(path, "those of " + names.count + " of " + documents + " documents", null);
      }
      return names;
    } catch (IOException e) {
      arena.close();
      throw damaged(path, e.toString(), e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static int checksum(MemorySegment file) {
    CRC32C checksum = new CRC32C();
    for (long at = HEADER; at < file.byteSize(); at += CHECKSUM_STEP) {
      checksum.update(
          file.asSlice(at, Math.min(CHECKSUM_STEP, file.byteSize() - at)).asByteBuffer());
    }
    checksum.update(file.asSlice(NUMBERS, HEADER - NUMBERS).asByteBuffer());
    return (int) checksum.getValue();
  }

  private static CorpusException damaged(Path path, String found, @Nullable Throwable cause) {
    return new CorpusException(
        path + ": expected the names of documents, found " + found + "; build the corpus again",
        cause);
  }

  /** The id of document {@code i}. */
  public String name(long i) {
    Objects.checkIndex(i, count);
    byte[] name = new byte[0];
    try {
      long at = file.get(LONG, index + i / GROUP * Long.BYTES);
      for (long document = i - i % GROUP; document <= i; document++) {
        int shared = file.get(INT, at);
        int rest = file.get(INT, at + Integer.BYTES);
        if (shared < 0 || shared > name.length || rest < 0 || rest > file.byteSize() - at) {
          throw damaged(path, "a name of " + rest + " bytes", null);
        }
        byte[] next = Arrays.copyOf(name, shared + rest);
        MemorySegment.copy(file, ValueLayout.JAVA_BYTE, at + 2 * Integer.BYTES, next, shared, rest);
        name = next;
        at += 2 * Integer.BYTES + rest;
      }
      return new String(name, StandardCharsets.UTF_8);
    } catch (IndexOutOfBoundsException e) {
      throw damaged(path, "a name outside of the file", e);
    }
  }

  @Override
  public void close() {
    arena.close();
  }

  /** Writes the names of a shard's documents, one after the other. */
  static final class Writer implements AutoCloseable {

    private final AtomicFile file;
    private final CRC32C checksum = new CRC32C();
    private final ByteArrayOutputStream index = new ByteArrayOutputStream();
    private byte[] last = new byte[0];
    private long count;
    private long at = HEADER;

    Writer(Path path) throws IOException {
      file = new AtomicFile(path);
      file.out().write(new byte[HEADER]);
    }

    void add(String id) throws IOException {
      byte[] name = id.getBytes(StandardCharsets.UTF_8);
      int shared = 0;
      if (count % GROUP == 0) {
        index.writeBytes(buffer(Long.BYTES).putLong(at).array());
      } else {
        int mismatch = Arrays.mismatch(last, name);
        shared = mismatch < 0 ? name.length : mismatch;
      }
      int rest = name.length - shared;
      put(
          buffer(2 * Integer.BYTES + rest)
              .putInt(shared)
              .putInt(rest)
              .put(name, shared, rest)
              .array());
      last = name;
      count++;
    }

    private void put(byte[] bytes) throws IOException {
      file.out().write(bytes);
      checksum.update(bytes);
      at += bytes.length;
    }

    void finish() throws IOException {
      long end = at;
      put(index.toByteArray());
      byte[] numbers = buffer(HEADER - NUMBERS).putLong(count).putLong(end).array();
      checksum.update(numbers);
      file.out().flush();
      ByteBuffer header = buffer(HEADER).put(MAGIC).putInt(VERSION);
      header.putInt((int) checksum.getValue()).put(numbers).flip();
      while (header.hasRemaining()) {
        file.channel().write(header, header.position());
      }
      file.finish();
    }

    private static ByteBuffer buffer(int bytes) {
      return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
