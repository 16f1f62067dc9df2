package dev.continuo.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The jars of an archive. */
final class Libraries {

  private Libraries() {}

  /**
   * Writes a jar anew with some of its entries, uncompressed: what compresses all jars together
   * makes less of them than each alone.
   */
  static void copy(Path jar, Path target, Predicate<String> needed) {
    try (ZipFile from = new ZipFile(jar.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(target))) {
      to.setMethod(ZipOutputStream.STORED);
      Enumeration<? extends ZipEntry> entries = from.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (!entry.isDirectory() && needed.test(entry.getName())) {
          copy(from, entry, to);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy " + jar + " to " + target, e);
    }
  }

  private static void copy(ZipFile from, ZipEntry entry, ZipOutputStream to) throws IOException {
    CRC32 checksum = new CRC32();
    long size;
    try (InputStream in = from.getInputStream(entry)) {
      size = in.transferTo(new Counted(checksum));
    }
    ZipEntry stored = new ZipEntry(entry.getName());
    stored.setTimeLocal(entry.getTimeLocal());
    stored.setSize(size);
    stored.setCrc(checksum.getValue());
    to.putNextEntry(stored);
    try (InputStream in = from.getInputStream(entry)) {
      in.transferTo(to);
    }
    to.closeEntry();
  }

  /** Counts what is written into a checksum. */
  private static final class Counted extends OutputStream {

    private final CRC32 checksum;

    Counted(CRC32 checksum) {
      this.checksum = checksum;
    }

    @Override
    public void write(int b) {
      checksum.update(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      checksum.update(bytes, from, length);
    }
  }
}
