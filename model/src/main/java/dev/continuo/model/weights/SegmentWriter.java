package dev.continuo.model.weights;

import dev.continuo.tokenizer.files.AtomicFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes memory of any size to a file. */
final class SegmentWriter {

  private static final int CHUNK_BYTES = 1 << 20;

  private SegmentWriter() {}

  static void write(FileChannel channel, MemorySegment data) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, data.byteSize()));
    MemorySegment chunk = MemorySegment.ofBuffer(buffer);
    for (long start = 0; start < data.byteSize(); start += CHUNK_BYTES) {
      long bytes = Math.min(CHUNK_BYTES, data.byteSize() - start);
      MemorySegment.copy(data, start, chunk, 0, bytes);
      AtomicFile.writeFully(channel, buffer.clear().limit((int) bytes));
    }
  }
}
