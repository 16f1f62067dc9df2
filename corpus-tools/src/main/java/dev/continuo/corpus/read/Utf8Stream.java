package dev.continuo.corpus.read;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Text in any encoding as UTF-8. Without a stated encoding or a byte order mark it passes on ASCII
 * until the first other byte, where what follows decides. Bytes that are no characters, or whose
 * encoding is not known, come out as bytes that are no UTF-8: they cost the documents in which they
 * stand, and no others.
 */
final class Utf8Stream extends BlockStream {

  /** How much is looked at to tell an encoding. */
  static final int WINDOW = 1 << 16;

  private final InputStream in;
  private final Optional<Charset> stated;
  private final Consumer<Charset> guesses;
  private final byte[] window = new byte[WINDOW];
  private int position;
  private int asciiEnd;
  private int limit;
  private boolean started;
  private boolean ended;
  private boolean unrecognized;
  private @Nullable IOException failure;
  private @Nullable InputStream decided;

  /**
   * A stream.
   *
   * @param guesses hears of an encoding that is neither stated nor UTF-8
   */
  Utf8Stream(InputStream in, Optional<Charset> stated, Consumer<Charset> guesses) {
    this.in = in;
    this.stated = stated;
    this.guesses = guesses;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (!started) {
      started = true;
      fill();
      decided = decideAtStart();
    }
    if (decided == null && position == asciiEnd) {
      fill();
      decided = position < asciiEnd || limit == 0 ? null : decideHere();
    }
    if (decided != null) {
      return decided.read(target, offset, length);
    }
    if (limit == 0) {
      if (failure != null) {
        throw failure;
      }
      return -1;
    }
    int count = Math.min(length, asciiEnd - position);
    System.arraycopy(window, position, target, offset, count);
    position += count;
    return count;
  }

  /** Moves what is left to the start of the window and fills it up, or up to a failure. */
  private void fill() {
    limit -= position;
    System.arraycopy(window, position, window, 0, limit);
    position = 0;
    try {
      while (!ended && limit < WINDOW) {
        int count = in.read(window, limit, WINDOW - limit);
        ended = count < 0;
        limit += Math.max(0, count);
      }
    } catch (IOException e) {
      // What came before it is text all the same.
      failure = e;
      ended = true;
    }
    asciiEnd = 0;
    while (asciiEnd < limit && window[asciiEnd] >= 0) {
      asciiEnd++;
    }
  }

  private @Nullable InputStream decideAtStart() throws IOException {
    Encodings.Mark mark = Encodings.mark(window, limit);
    if (stated.isPresent()) {
      Charset charset = Encodings.charset(stated.get().name());
      int marked = mark != null && mark.charset().equals(charset) ? mark.length() : 0;
      return rest(charset, marked);
    }
    if (mark != null) {
      return rest(mark.charset(), mark.length());
    }
    if (hasZero()) {
      Charset utf16 = Encodings.utf16(window, limit);
      if (utf16 != null) {
        return rest(utf16, 0);
      }
    }
    if (Encodings.isBinary(window, limit)) {
      throw new ReadException("binary", "expected text, found a binary file");
    }
    return null;
  }

  private InputStream decideHere() {
    Charset charset = Encodings.detect(window, limit, ended);
    unrecognized = charset == null;
    return rest(charset == null ? StandardCharsets.UTF_8 : charset, 0);
  }

  /** Whether there are bytes above ASCII whose encoding is not known, so far. */
  boolean isUnrecognized() {
    return unrecognized;
  }

  private boolean hasZero() {
    for (int i = 0; i < limit; i++) {
      if (window[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private InputStream rest(Charset charset, int skipped) {
    boolean guessed = stated.isEmpty() && !charset.equals(StandardCharsets.UTF_8);
    if (guessed) {
      guesses.accept(charset);
    }
    InputStream start =
        new ByteArrayInputStream(window, position + skipped, limit - position - skipped);
    InputStream rest = new SequenceInputStream(start, failure == null ? in : new Failed(failure));
    if (charset.equals(StandardCharsets.UTF_8)) {
      return rest;
    }
    return guessed && !charset.name().startsWith("UTF")
        ? TranscodedStream.guessed(rest, charset)
        : TranscodedStream.of(rest, charset);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Fails at once, as another stream did. */
  private static final class Failed extends BlockStream {

    private final IOException failure;

    Failed(IOException failure) {
      this.failure = failure;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      throw failure;
    }
  }
}
