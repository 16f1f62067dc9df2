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
 * The documents of text files, one after the other, in memory bounded by the longest document.
 * Lines end with {@code \n}, and blank lines around a document are left out. Not thread-safe.
 */
public final class DocumentReader implements Iterator<Document>, AutoCloseable {

  /** No document is longer: a {@link SplitRule} that never ends one must not fill the memory. */
  private static final int LONGEST_DOCUMENT = 1 << 26;

  private final Iterator<Path> files;
  private final SplitRule rule;
  private final StringBuilder text = new StringBuilder();
  private @Nullable Path file;
  private @Nullable Utf8Lines lines;
  private @Nullable Document next;
  private int number;
  private int blankLines;
  private long bytesOfEarlierFiles;

  public DocumentReader(List<Path> files, SplitRule rule) {
    this.files = List.copyOf(files).iterator();
    this.rule = rule;
  }

  /**
   * Whether there is another document.
   *
   * @throws CorpusException if a file cannot be read or is not UTF-8 text
   */
  @Override
  public boolean hasNext() {
    try {
      while (next == null && (lines != null || openNextFile())) {
        next = read();
      }
    } catch (IOException e) {
      throw new CorpusException(file + ": the file cannot be read: " + e.getMessage(), e);
    }
    return next != null;
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

  /** The bytes of the files read so far. */
  public long bytesRead() {
    return bytesOfEarlierFiles + (lines == null ? 0 : lines.bytesRead());
  }

  private boolean openNextFile() throws IOException {
    if (!files.hasNext()) {
      return false;
    }
    file = files.next();
    lines = new Utf8Lines(file);
    number = 0;
    blankLines = 0;
    return true;
  }

  /** The file's next document, or null and the file closed where it has no more. */
  private @Nullable Document read() throws IOException {
    while (lines != null) {
      Utf8Lines.Piece piece = lines.next();
      if (piece == null) {
        bytesOfEarlierFiles += lines.bytesRead();
        lines.close();
        lines = null;
        return text.isEmpty() ? null : take();
      }
      if (piece.startsLine() && piece.text().isBlank()) {
        blankLines++;
        continue;
      }
      Document finished = !text.isEmpty() && startsDocument(piece) ? take() : null;
      append(piece);
      if (finished != null) {
        return finished;
      }
    }
    return null;
  }

  private boolean startsDocument(Utf8Lines.Piece piece) {
    return switch (rule) {
      case SplitRule.Auto() ->
          piece.startsLine()
              ? blankLines >= 2
                  || (blankLines >= 1 && text.length() >= SplitRule.Auto.BLANK_LINE_CHARACTERS)
                  || text.length() >= SplitRule.Auto.LINE_CHARACTERS
              : text.length() + piece.text().length() > SplitRule.Auto.WORD_CHARACTERS;
      case SplitRule.WholeFile() -> false;
      case SplitRule.Paragraphs() -> piece.startsLine() && blankLines >= 1;
      case SplitRule.Lines() -> piece.startsLine();
      case SplitRule.StartPattern(var pattern) ->
          piece.startsLine() && pattern.matcher(piece.text()).find();
    };
  }

  private void append(Utf8Lines.Piece piece) {
    if (!text.isEmpty() && piece.startsLine()) {
      text.repeat('\n', 1 + blankLines);
    }
    blankLines = 0;
    text.append(piece.text());
    if (text.length() > LONGEST_DOCUMENT) {
      throw new CorpusException(
          "%s: document %d: expected at most %d characters, found more; use --split auto"
              .formatted(file, number + 1, LONGEST_DOCUMENT));
    }
  }

  private Document take() {
    number++;
    Document document = new Document(file + "#" + number, text.toString());
    text.setLength(0);
    return document;
  }

  @Override
  public void close() {
    try {
      if (lines != null) {
        lines.close();
      }
    } catch (IOException e) {
      throw new CorpusException(file + ": the file cannot be closed: " + e.getMessage(), e);
    }
  }
}
