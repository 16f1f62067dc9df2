package dev.continuo.corpus.read;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.Failures;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The documents of files, one after the other, in memory bounded by the longest document that the
 * options allow. A document's id and text depend on its file and the options alone. Not
 * thread-safe.
 */
public final class DocumentReader implements Iterator<Document>, AutoCloseable {

  private final Iterator<Source> sources;
  private final ReadOptions options;
  private final Formats formats;
  private final ReadListener listener;
  private Source current = new Source("", Path.of(""));
  private @Nullable OpenFile open;
  private @Nullable Charset guessed;
  private @Nullable Document next;
  private long bytesOfEarlierSources;

  /**
   * A reader.
   *
   * @param listener hears of everything that cannot be read, on the thread that reads
   */
  public DocumentReader(List<Source> sources, ReadOptions options, ReadListener listener) {
    this(sources, options, Formats.of(options.formats()), listener);
  }

  /** A reader of formats that were found before. */
  public DocumentReader(
      List<Source> sources, ReadOptions options, Formats formats, ReadListener listener) {
    this.sources = List.copyOf(sources).iterator();
    this.options = options;
    this.formats = formats;
    this.listener = listener;
  }

  /** A reader that stops at the first problem. */
  public static DocumentReader strict(List<Path> files, ReadOptions options) {
    return new DocumentReader(
        files.stream().map(Source::of).toList(), options, ReadListener.strict());
  }

  @Override
  public boolean hasNext() {
    while (next == null && hasMore()) {
      next = readOn();
    }
    return next != null;
  }

  /** Whether the end of the last file has not been reached. */
  public boolean hasMore() {
    return open != null || sources.hasNext();
  }

  /**
   * Reads the next document and returns it, or null where something else was read; at most one
   * problem is reported.
   */
  public @Nullable Document readOn() {
    ReadResult reading = read();
    if (guessed != null) {
      listener.guessed(guessed);
      guessed = null;
    }
    return switch (reading) {
      case ReadResult.Found(Document document, boolean repaired) -> {
        if (repaired) {
          listener.repaired(document.id());
        }
        yield document;
      }
      case ReadResult.Lost(ReadProblem problem) -> {
        listener.lost(problem);
        yield null;
      }
      case ReadResult.Skipped() -> null;
      case ReadResult.Ended() -> null;
    };
  }

  /** Reads on; whatever a format throws ends its file. */
  private ReadResult read() {
    if (open == null) {
      current = sources.next();
    }
    try {
      OpenFile opened = open;
      if (opened == null) {
        opened = OpenFile.open(current, options, formats, encoding -> guessed = encoding);
        open = opened;
      }
      ReadResult reading = Objects.requireNonNull(opened.next(), "the format returned null");
      if (reading instanceof ReadResult.Ended) {
        closeCurrent();
      }
      return reading;
    } catch (IOException e) {
      ReadException named = ReadException.of(e);
      return lost(named.reason(), String.valueOf(named.getMessage()));
    } catch (RuntimeException | Error e) {
      Failures.rethrowFatal(e);
      return lost(
          "reader-failed",
          "expected a file that can be parsed, found one on which its format fails: %s; repair it,"
                  .formatted(Failures.describe(e))
              + " or leave it out");
    }
  }

  /** The rest of the file is lost. */
  private ReadResult lost(String reason, String message) {
    try {
      closeCurrent();
    } catch (IOException | RuntimeException e) {
      // What came before is what the user should know.
    }
    return new ReadResult.Lost(new ReadProblem(current.name(), "", reason, message));
  }

  private void closeCurrent() throws IOException {
    OpenFile closing = open;
    open = null;
    if (closing != null) {
      bytesOfEarlierSources += closing.bytesRead();
      closing.close();
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
    try {
      closeCurrent();
    } catch (IOException e) {
      throw new CorpusException(
          current.name() + ": the file cannot be closed: " + e.getMessage(), e);
    }
  }
}
