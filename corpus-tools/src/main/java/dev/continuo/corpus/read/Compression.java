package dev.continuo.corpus.read;

import com.github.luben.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Decompresses gzip and Zstandard, recognized by their first bytes. */
final class Compression {

  private static final int SIGNATURE = 4;
  private static final int BUFFER = 1 << 16;

  private Compression() {}

  /**
   * The uncompressed content of a file.
   *
   * @param bytes the file, which supports marks
   */
  static InputStream open(InputStream bytes) throws IOException {
    bytes.mark(SIGNATURE);
    byte[] start = bytes.readNBytes(SIGNATURE);
    bytes.reset();
    if (Encodings.startsWith(start, start.length, 0x1F, 0x8B)) {
      try {
        return new Checked(new GZIPInputStream(bytes, BUFFER), "gzip");
      } catch (IOException e) {
        throw truncatedOrDamaged("gzip", e);
      }
    }
    if (Encodings.startsWith(start, start.length, 0x28, 0xB5, 0x2F, 0xFD)) {
      return new Checked(new ZstdInputStream(bytes), "Zstandard");
    }
    return bytes;
  }

  /** The error for data that is whole but not supported; null where it is damaged. */
  private static @Nullable ReadException unsupported(String message, IOException failure) {
    String kind =
        message.contains("ictionary")
            ? "Zstandard data with a dictionary"
            : message.contains("too much memory") ? "Zstandard data with a long window" : "";
    return kind.isEmpty()
        ? null
        : new ReadException("unsupported", "not supported: " + kind + "; unpack it first", failure);
  }

  private static ReadException truncatedOrDamaged(String name, IOException failure) {
    ReadException unsupported = unsupported(String.valueOf(failure.getMessage()), failure);
    if (unsupported != null) {
      return unsupported;
    }
    boolean truncated =
        failure instanceof EOFException
            || (!(failure instanceof ZipException)
                && String.valueOf(failure.getMessage()).contains("runcated"));
    return truncated
        ? new ReadException(
            "truncated",
            "expected the rest of the %s data, found the end of the file; fetch it again"
                .formatted(name),
            failure)
        : new ReadException(
            "damaged",
            "expected %s data, found other bytes (%s); fetch it again"
                .formatted(name, failure.getMessage()),
            failure);
  }

  /** Names what is wrong with compressed data. */
  private static final class Checked extends FilterInputStream {

    private final String name;

    Checked(InputStream in, String name) {
      super(in);
      this.name = name;
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        throw truncatedOrDamaged(name, e);
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (IOException e) {
        throw truncatedOrDamaged(name, e);
      }
    }
  }
}
