package dev.continuo.corpus.read;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.function.Consumer;

/** A file that is being read. */
final class OpenFile implements Closeable {

  private static final int START = 1 << 12;

  private final CountedStream bytes;
  private final DocumentSource documents;

  private OpenFile(CountedStream bytes, DocumentSource documents) {
    this.bytes = bytes;
    this.documents = documents;
  }

  /**
   * Opens a file in the format that its content and its name show.
   *
   * @param guessed hears of an encoding that was not stated
   */
  static OpenFile open(
      Source source, ReadOptions options, Formats formats, Consumer<Charset> guessed)
      throws IOException {
    if (Files.isDirectory(source.path())) {
      throw new ReadException("unreadable", "expected a file, found a folder");
    }
    CountedStream bytes = new CountedStream(Files.newInputStream(source.path()));
    try {
      return new OpenFile(bytes, documents(source, bytes, options, formats, guessed));
    } catch (IOException | RuntimeException | Error e) {
      bytes.close();
      throw e;
    }
  }

  private static DocumentSource documents(
      Source source,
      CountedStream bytes,
      ReadOptions options,
      Formats formats,
      Consumer<Charset> guessed)
      throws IOException {
    InputStream file = new BufferedInputStream(bytes, 1 << 16);
    file.mark(START);
    byte[] onDisk = file.readNBytes(START);
    if (onDisk.length == 0) {
      throw new ReadException("empty", "expected text, found an empty file");
    }
    file.reset();
    InputStream plain = Compression.open(file);
    byte[] content = plain.readNBytes(START);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(content), plain);
    String name = source.path().getFileName().toString();
    FileStart start =
        new FileStart(string(onDisk), string(content), formats.ofName(name).map(Format::name));
    Format format = formats.of(name, start);
    if (!formats.isOwn(format) && !format.recognizes(start)) {
      Unsupported.check(name, content, content.length);
    }
    return format.open(new SourceFile(source, start, bytes, whole, options, guessed));
  }

  private static String string(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  ReadResult next() throws IOException {
    return documents.next();
  }

  /** The bytes of the file that are read so far. */
  long bytesRead() {
    return bytes.count();
  }

  @Override
  public void close() throws IOException {
    try (bytes) {
      documents.close();
    }
  }
}
