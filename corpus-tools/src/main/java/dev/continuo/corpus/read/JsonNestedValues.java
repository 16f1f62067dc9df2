package dev.continuo.corpus.read;

import java.io.IOException;
import java.util.BitSet;

/**
 * The elements of arrays and the values beside them, each over any number of lines. A broken value
 * does not affect others: a string ends at the end of its line at the latest, and where a key is
 * expected, an opening brace begins the next value.
 *
 * <p>Example: {@code [{"text":⏎"a"},⏎"b"]} gives {@code {"text":⏎"a"}} and {@code "b"}.
 */
final class JsonNestedValues implements JsonValues {

  /** Where a value ends. */
  private enum End {
    NOT_YET,
    BEFORE,
    AFTER
  }

  /** Deeper nesting is not tracked; no reader accepts it either. */
  private static final int DEEPEST = 1 << 16;

  private final LineBytes pieces;
  private final Utf8Bytes value;
  private final BitSet objects = new BitSet();
  private int at;
  private boolean pieceWaits;
  private boolean lineBreakWaits;
  private boolean inArray;
  private int depth;
  private boolean inString;
  private boolean escaped;
  private byte last;

  JsonNestedValues(LineBytes pieces, int maximum) {
    this.pieces = pieces;
    value = new Utf8Bytes(maximum);
  }

  @Override
  public boolean areTexts() {
    return inArray;
  }

  @Override
  public boolean endsEarly() {
    return inArray;
  }

  @Override
  public boolean next() throws IOException {
    value.clear();
    boolean open = false;
    depth = 0;
    inString = false;
    escaped = false;
    last = 0;
    while (pieceWaits || nextPiece()) {
      int start = at;
      for (; at < pieces.end(); at++) {
        byte character = pieces.bytes()[at];
        if (!open) {
          open = opens(character);
          start = open ? at : at + 1;
        }
        End end = open ? follow(character) : End.NOT_YET;
        if (end != End.NOT_YET) {
          at += end == End.AFTER ? 1 : 0;
          value.append(pieces.bytes(), start, at);
          return true;
        }
      }
      value.append(pieces.bytes(), start, at);
      pieceWaits = false;
      lineBreakWaits = pieces.endsLine();
      if (open && pieces.endsLine()) {
        inString = false;
        escaped = false;
        if (depth == 0) {
          return true;
        }
      }
    }
    // A value that ends early says so itself.
    inArray &= !open;
    return open;
  }

  private boolean nextPiece() throws IOException {
    if (lineBreakWaits && value.length() > 0) {
      value.append((byte) '\n', 1);
    }
    lineBreakWaits = false;
    pieceWaits = pieces.next();
    at = pieces.start();
    return pieceWaits;
  }

  /** Whether a value begins here, and not only an array of values or what stands between them. */
  private boolean opens(byte character) {
    return switch (character) {
      case '[' -> {
        boolean nested = inArray;
        inArray = true;
        yield nested;
      }
      case ']' -> {
        inArray = false;
        yield false;
      }
      case ',', ' ', '\t', '}' -> false;
      default -> true;
    };
  }

  private End follow(byte character) {
    if (inString) {
      inString = escaped || character != '"';
      escaped = !escaped && character == '\\';
      last = character;
      return inString || depth > 0 ? End.NOT_YET : End.AFTER;
    }
    End end = End.NOT_YET;
    switch (character) {
      case '"' -> inString = true;
      case '{', '[' -> {
        if (character == '{' && isKeyDue()) {
          return End.BEFORE;
        }
        objects.set(Math.min(depth, DEEPEST), character == '{');
        depth++;
      }
      case '}', ']' -> {
        if (depth == 0 || (character == ']' && isInObject())) {
          return End.BEFORE;
        }
        depth--;
        end = depth == 0 ? End.AFTER : End.NOT_YET;
      }
      case ',' -> end = depth == 0 ? End.BEFORE : End.NOT_YET;
      default -> {
        // Part of a number, a name or white space.
      }
    }
    last = character > ' ' || character < 0 ? character : last;
    return end;
  }

  private boolean isKeyDue() {
    return isInObject() && (last == '{' || last == ',');
  }

  private boolean isInObject() {
    return depth > 0 && depth <= DEEPEST && objects.get(depth - 1);
  }

  @Override
  public Utf8Bytes bytes() {
    return value;
  }

  @Override
  public void close() throws IOException {
    pieces.close();
  }
}
