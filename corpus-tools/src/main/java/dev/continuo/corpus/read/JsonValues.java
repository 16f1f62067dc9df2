package dev.continuo.corpus.read;

import java.io.Closeable;
import java.io.IOException;

/** The values of a JSON file as bytes, one at a time. */
interface JsonValues extends Closeable {

  /** Moves to the next value, or to a blank line; false where there is none. */
  boolean next() throws IOException;

  /** The value, or what was found in place of one. */
  Utf8Bytes bytes();

  /** Whether a string here is a text, and not what is left of a broken object. */
  boolean areTexts();

  /** Whether the file ended before an array did. */
  boolean endsEarly();

  /**
   * The values of a file, whose first lines tell how it is written: a value on each line, or values
   * over several lines and arrays of them. A line that is torn does not make it the latter.
   */
  static JsonValues of(LineBytes pieces, int maximum) throws IOException {
    return JsonLayout.of(pieces.ahead()) == JsonLayout.NESTED
        ? new JsonNestedValues(pieces, maximum)
        : new JsonLineValues(pieces, maximum);
  }
}
