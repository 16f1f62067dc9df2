package dev.continuo.corpus.read;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of UTF-8 text as bytes, in bounded memory: a line longer than {@value #LONGEST_PIECE}
 * characters comes in pieces, cut between words where it has any. After {@link #next}, the line or
 * piece is {@code [start(), end())} of {@link #bytes()}, without its line break.
 */
final class LineBytes implements Closeable {

  static final int LONGEST_PIECE = 4_000;

  /** More than the bytes of a piece and of the character after it. */
  private static final int PIECE_BYTES = 4 * LONGEST_PIECE + 8;

  private final InputStream in;
  private final byte[] bytes = new byte[8 * PIECE_BYTES];
  private int position;
  private int limit;
  private int start;
  private int end;
  private boolean ended;
  private @Nullable IOException failure;
  private boolean startsLine;
  private boolean nextStartsLine = true;
  private boolean afterCarriageReturn;

  LineBytes(InputStream in) {
    this.in = in;
  }

  /** Moves to the next line or piece; false where there is none. */
  boolean next() throws IOException {
    if (!available()) {
      return false;
    }
    startsLine = nextStartsLine;
    start = position;
    int scanEnd = Math.min(limit, start + LONGEST_PIECE);
    int at = lineBreak(start, scanEnd);
    if (at == scanEnd && scanEnd < limit) {
      at = lineBreakOrCut(start);
      if (at < 0) {
        end = ~at;
        position = end;
        nextStartsLine = false;
        return true;
      }
    }
    if (at == limit && failure != null) {
      throw failure;
    }
    end = at;
    nextStartsLine = true;
    if (at < limit) {
      afterCarriageReturn = bytes[at] == '\r';
      position = at + 1;
    } else {
      position = at;
    }
    return true;
  }

  /** The bytes that come next and are buffered, in ISO 8859-1; empty only at the end. */
  String ahead() throws IOException {
    return available()
        ? new String(bytes, position, limit - position, StandardCharsets.ISO_8859_1)
        : "";
  }

  private int lineBreak(int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] <= '\r' && (bytes[i] == '\n' || bytes[i] == '\r')) {
        return i;
      }
    }
    return to;
  }

  /** The line break of a line with many bytes, or the complement of the place to cut it. */
  private int lineBreakOrCut(int from) {
    int characters = 0;
    int afterWord = from;
    int wordCharacters = 0;
    for (int i = from; i < limit; i++) {
      byte next = bytes[i];
      if (next == '\n' || next == '\r') {
        return i;
      }
      int added = (next & 0xC0) == 0x80 ? 0 : (next & 0xF8) == 0xF0 ? 2 : 1;
      if (characters + added > LONGEST_PIECE) {
        return ~(wordCharacters >= LONGEST_PIECE / 2 ? afterWord : i);
      }
      characters += added;
      if (next == ' ' || isIdeographicFullStop(i)) {
        afterWord = i + 1;
        wordCharacters = characters;
      }
    }
    return limit;
  }

  /** Whether the last byte of U+3002 is here. */
  private boolean isIdeographicFullStop(int at) {
    return bytes[at] == (byte) 0x82
        && at >= start + 2
        && bytes[at - 1] == (byte) 0x80
        && bytes[at - 2] == (byte) 0xE3;
  }

  /** Reads until a whole piece is there or the input has ended; false where nothing is left. */
  private boolean available() throws IOException {
    if (limit - position < PIECE_BYTES && !ended) {
      System.arraycopy(bytes, position, bytes, 0, limit - position);
      limit -= position;
      position = 0;
      fill();
    }
    if (afterCarriageReturn && position < limit) {
      position += bytes[position] == '\n' ? 1 : 0;
      afterCarriageReturn = false;
    }
    if (position == limit && failure != null) {
      throw failure;
    }
    return position < limit;
  }

  /** Reads as much as there is room for, up to a failure: what came before it is text. */
  private void fill() {
    try {
      while (limit < bytes.length && !ended) {
        int count = in.read(bytes, limit, bytes.length - limit);
        ended = count < 0;
        limit += Math.max(0, count);
      }
    } catch (IOException e) {
      failure = e;
      ended = true;
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** Whether a line begins here, and not a later piece of one. */
  boolean startsLine() {
    return startsLine;
  }

  /** Whether the line ends here, and not with a later piece. */
  boolean endsLine() {
    return nextStartsLine;
  }

  /** Whether there is nothing but white space. */
  boolean isBlank() {
    return Utf8Bytes.isBlank(bytes, start, end);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
