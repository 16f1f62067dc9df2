package dev.continuo.corpus.read;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;

/** A file that is being read. */
final class OpenSource implements Closeable {

  private static final int START = 1 << 12;

  private final CountedStream bytes;
  private final SourceReader reader;

  private OpenSource(CountedStream bytes, SourceReader reader) {
    this.bytes = bytes;
    this.reader = reader;
  }

  /** Opens a file as what its content and its name say that it is. */
  static OpenSource open(Source source, ReadOptions options, ReadProblems problems)
      throws IOException {
    if (Files.isDirectory(source.path())) {
      throw new ReadException("unreadable", "expected a file, found a folder");
    }
    CountedStream bytes = new CountedStream(Files.newInputStream(source.path()));
    try {
      return new OpenSource(bytes, reader(source, bytes, options, problems));
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static SourceReader reader(
      Source source, InputStream bytes, ReadOptions options, ReadProblems problems)
      throws IOException {
    InputStream file = new BufferedInputStream(bytes, 1 << 16);
    file.mark(START);
    byte[] fileStart = file.readNBytes(START);
    if (fileStart.length == 0) {
      throw new ReadException("empty", "expected text, found an empty file");
    }
    if (Format.isParquet(fileStart, fileStart.length)) {
      bytes.skip(Long.MAX_VALUE);
      return ParquetReader.open(
          source.path(), new SourceDocuments(source, "row", options, problems));
    }
    file.reset();
    InputStream plain = Compression.open(file);
    byte[] start = plain.readNBytes(START);
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), plain);
    String name = source.path().getFileName().toString();
    Unsupported.check(name, start, start.length);
    Format format = Format.of(name, start, start.length);
    SourceDocuments documents = new SourceDocuments(source, "document", options, problems);
    return switch (format) {
      case TEXT -> new TextReader(documents.utf8(whole), documents);
      case MARKDOWN -> markdown(documents.utf8(whole), documents);
      case HTML -> new HtmlReader(whole, documents);
      case JSON -> JsonReader.open(documents.utf8(whole), documents);
      case PARQUET ->
          throw new ReadException(
              "broken-parquet", "expected a Parquet file, found one that does not begin like it");
    };
  }

  private static SourceReader markdown(InputStream utf8, SourceDocuments documents) {
    return switch (documents.options().markdown()) {
      case TEXT -> new MarkdownReader(utf8, documents);
      case KEEP -> new TextReader(utf8, documents);
    };
  }

  Reading next() throws IOException {
    return reader.next();
  }

  /** The bytes of the file that are read so far. */
  long bytesRead() {
    return bytes.count();
  }

  @Override
  public void close() throws IOException {
    try (bytes) {
      reader.close();
    }
  }
}
