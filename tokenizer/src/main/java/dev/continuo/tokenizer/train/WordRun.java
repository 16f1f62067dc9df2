package dev.continuo.tokenizer.train;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file of words with their counts, sorted as {@link WordCounts#forEachSorted} sorts: for each the
 * hash, the count, the length and the bytes.
 */
final class WordRun {

  private static final int BUFFER = 1 << 16;

  private WordRun() {}

  /** Writes one record after the other. */
  static final class Writer implements AutoCloseable {

    private final DataOutputStream stream;

    Writer(Path file) throws IOException {
      stream = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    }

    void write(int hash, byte[] bytes, int from, int to, long count) throws IOException {
      stream.writeInt(hash);
      stream.writeLong(count);
      stream.writeInt(to - from);
      stream.write(bytes, from, to - from);
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  /** Reads one record after the other. */
  static final class Reader implements AutoCloseable {

    private final DataInputStream stream;
    byte[] bytes = new byte[256];
    int hash;
    int length;
    long count;

    Reader(Path file) throws IOException {
      stream = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
    }

    /** Goes to the next record; false at the end. */
    boolean next() throws IOException {
      try {
        hash = stream.readInt();
      } catch (EOFException e) {
        return false;
      }
      count = stream.readLong();
      length = stream.readInt();
      if (length > bytes.length) {
        bytes = new byte[length + (length >> 1)];
      }
      stream.readFully(bytes, 0, length);
      return true;
    }

    int compareTo(Reader other) {
      int byHash = Integer.compare(hash, other.hash);
      return byHash != 0
          ? byHash
          : Arrays.compareUnsigned(bytes, 0, length, other.bytes, 0, other.length);
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
