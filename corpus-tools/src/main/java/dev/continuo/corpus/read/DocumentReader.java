package dev.continuo.corpus.read;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The documents of files, one after the other, in memory bounded by the longest document that the
 * options allow. A document's id and text depend on its file and the options alone. Not
 * thread-safe.
 */
public final class DocumentReader implements Iterator<Document>, AutoCloseable {

  private final Iterator<Source> sources;
  private final ReadOptions options;
  private final ReadProblems problems;
  private Source current = new Source("", Path.of(""));
  private @Nullable OpenSource open;
  private @Nullable Document next;
  private long bytesOfEarlierSources;

  /**
   * A reader.
   *
   * @param problems hears of everything that cannot be read, on the thread that reads
   */
  public DocumentReader(List<Source> sources, ReadOptions options, ReadProblems problems) {
    this.sources = List.copyOf(sources).iterator();
    this.options = options;
    this.problems = problems;
  }

  /** A reader that stops at the first problem. */
  public static DocumentReader strict(List<Path> files, ReadOptions options) {
    return new DocumentReader(
        files.stream().map(Source::of).toList(), options, ReadProblems.strict());
  }

  @Override
  public boolean hasNext() {
    while (next == null && hasMore()) {
      next = readOn();
    }
    return next != null;
  }

  /** Whether the end of the last file is not reached. */
  public boolean hasMore() {
    return open != null || sources.hasNext();
  }

  /**
   * Reads on to the next document and returns it, or past something that is not a document; at most
   * one problem is reported on the way.
   */
  public @Nullable Document readOn() {
    if (open == null) {
      current = sources.next();
    }
    try {
      return readOrOpen();
    } catch (IOException e) {
      ReadException named = ReadException.of(e);
      String message = String.valueOf(named.getMessage());
      closeCurrent();
      problems.add(new ReadProblem(current.name(), "", named.reason(), message));
      return null;
    }
  }

  private @Nullable Document readOrOpen() throws IOException {
    if (open == null) {
      open = OpenSource.open(current, options, problems);
    }
    return switch (open.next()) {
      case Reading.Found(Document document) -> document;
      case Reading.PassedOver() -> null;
      case Reading.Ended() -> {
        closeCurrent();
        yield null;
      }
    };
  }

  private void closeCurrent() {
    if (open != null) {
      bytesOfEarlierSources += open.bytesRead();
      try {
        open.close();
      } catch (IOException e) {
        throw new CorpusException(
            current.name() + ": the file cannot be closed: " + e.getMessage(), e);
      } finally {
        open = null;
      }
    }
  }

  @Override
  public Document next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Document result = next;
    next = null;
    return result;
  }

  /** The bytes of the files read so far, as they lie on disk. */
  public long bytesRead() {
    return bytesOfEarlierSources + (open == null ? 0 : open.bytesRead());
  }

  @Override
  public void close() {
    closeCurrent();
  }
}
