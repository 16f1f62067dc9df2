package dev.continuo.corpus.read;

import java.nio.charset.Charset;

/**
 * Which lines of a file in another encoding are UTF-8 all the same, as where files were
 * concatenated. A line with invalid UTF-8 is in the other encoding; consecutive lines that are
 * valid UTF-8 and give enough evidence are UTF-8; the rest goes with the lines before.
 */
final class Utf8Lines {

  /** In single-byte encodings, this many UTF-8 sequences do not arise by chance. */
  private static final int ENOUGH_OF_SINGLE_BYTES = 4;

  /** In multi-byte encodings, one pair in nine looks like UTF-8. */
  private static final int ENOUGH_OF_SEVERAL_BYTES = 8;

  private final int enough;
  private boolean utf8;

  Utf8Lines(Charset other) {
    enough =
        other.newEncoder().maxBytesPerChar() > 1 ? ENOUGH_OF_SEVERAL_BYTES : ENOUGH_OF_SINGLE_BYTES;
  }

  /** Whether the last lines asked about are UTF-8. */
  boolean areUtf8() {
    return utf8;
  }

  /**
   * The end of the lines from here on that are in one encoding.
   *
   * @param startsLine whether a line begins here, and does not go on
   */
  int end(byte[] bytes, int start, int limit, boolean startsLine) {
    int line = startsLine ? start : lineEnd(bytes, start, limit);
    while (line < limit) {
      boolean next = isUtf8(bytes, line, limit);
      if (line > start && next != utf8) {
        return line;
      }
      utf8 = next;
      line = lineEnd(bytes, line, limit);
    }
    return limit;
  }

  private static int lineEnd(byte[] bytes, int start, int limit) {
    for (int i = start; i < limit; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return limit;
  }

  /** Whether the line that begins here is UTF-8, by what follows if need be. */
  private boolean isUtf8(byte[] bytes, int start, int limit) {
    int all = 0;
    for (int line = start; line < limit; ) {
      int end = lineEnd(bytes, line, limit);
      int evidence = evidence(bytes, line, end);
      if (evidence < 0) {
        return line != start && utf8;
      }
      all += evidence;
      if (all == 0 || all >= enough) {
        return all > 0 || utf8;
      }
      line = end;
    }
    return utf8;
  }

  /**
   * How much in a line speaks for UTF-8: a character of n bytes counts n - 1; -1 where something
   * speaks against it.
   */
  static int evidence(byte[] bytes, int start, int end) {
    int evidence = 0;
    for (int i = start; i < end; i++) {
      if (bytes[i] < 0) {
        int size = Encodings.sequenceLength(bytes[i]);
        if (size > 0 && i + size > end && bytes[end - 1] != '\n') {
          return evidence;
        }
        if (size == 0 || i + size > end || !SourceFile.isUtf8(bytes, i, size)) {
          return -1;
        }
        evidence += size - 1;
        i += size - 1;
      }
    }
    return evidence;
  }
}
