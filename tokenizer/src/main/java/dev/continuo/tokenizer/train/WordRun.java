package dev.continuo.tokenizer.train;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A file of words with their counts, sorted as {@link WordCounts#forEachSorted} sorts: for each the
 * hash, the count, the length and the bytes. The file is deleted when this is closed or Java ends,
 * however it ends. It is written once, then read by one reader at a time.
 */
final class WordRun implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final FileChannel channel;

  private WordRun(FileChannel channel) {
    this.channel = channel;
  }

  /** An empty run on the disk of a folder. */
  static WordRun in(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "continuo-words", ".run");
    return new WordRun(
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE));
  }

  Writer writer() {
    return new Writer(channel);
  }

  Reader reader() throws IOException {
    return new Reader(channel.position(0));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Writes one record after the other. */
  static final class Writer {

    private final DataOutputStream stream;

    private Writer(FileChannel channel) {
      stream =
          new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
    }

    void write(int hash, byte[] bytes, int from, int to, long count) throws IOException {
      stream.writeInt(hash);
      stream.writeLong(count);
      stream.writeInt(to - from);
      stream.write(bytes, from, to - from);
    }

    void finish() throws IOException {
      stream.flush();
    }
  }

  /** Reads one record after the other. */
  static final class Reader {

    private final DataInputStream stream;
    byte[] bytes = new byte[256];
    int hash;
    int length;
    long count;

    private Reader(FileChannel channel) {
      stream =
          new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), BUFFER));
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
  }
}
