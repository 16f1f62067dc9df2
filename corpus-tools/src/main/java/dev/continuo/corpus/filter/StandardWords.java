package dev.continuo.corpus.filter;

import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/**
 * The words of Lucene's {@link StandardTokenizer} (Unicode annex 29). What stands between white
 * space is split by itself, so stretches of ASCII need not go through the tokenizer: the same rules
 * for ASCII alone are a few lines.
 */
final class StandardWords implements WordSplitter {

  /** Longer tokens are cut by the tokenizer. */
  private static final int LONGEST_TOKEN = StandardAnalyzer.DEFAULT_MAX_TOKEN_LENGTH;

  private static final byte NONE = 0;
  private static final byte LETTER = 1;
  private static final byte DIGIT = 2;
  private static final byte UNDERSCORE = 3;
  private static final byte BETWEEN_LETTERS = 4;
  private static final byte BETWEEN_DIGITS = 5;
  private static final byte BETWEEN_EITHER = 6;
  private static final byte[] KINDS = kinds();

  private final LuceneWords tokenizer = new LuceneWords(new StandardTokenizer());

  private static byte[] kinds() {
    byte[] kinds = new byte[128];
    for (char c = 0; c < kinds.length; c++) {
      kinds[c] =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
              ? LETTER
              : c >= '0' && c <= '9' ? DIGIT : NONE;
    }
    kinds['_'] = UNDERSCORE;
    kinds[':'] = BETWEEN_LETTERS;
    kinds[','] = BETWEEN_DIGITS;
    kinds[';'] = BETWEEN_DIGITS;
    kinds['.'] = BETWEEN_EITHER;
    kinds['\''] = BETWEEN_EITHER;
    return kinds;
  }

  @Override
  public void split(Words words) {
    char[] text = words.text();
    int length = words.length();
    int start = 0;
    while (start < length) {
      if (text[start] <= ' ') {
        start++;
        continue;
      }
      int end = chunkEnd(text, start, length);
      if (end > 0) {
        splitAscii(words, start, end);
        start = end;
      } else {
        int segmentEnd = otherEnd(text, -end, length);
        tokenizer.split(words, start, segmentEnd);
        start = segmentEnd;
      }
    }
  }

  /** The end of what stands before the next white space, negative if it is not short ASCII. */
  private static int chunkEnd(char[] text, int start, int length) {
    int all = 0;
    int i = start;
    while (i < length && text[i] > ' ') {
      all |= text[i++];
    }
    return all < 128 && i - start <= LONGEST_TOKEN ? i : -i;
  }

  /** The end of the chunks that are not short ASCII either. */
  private static int otherEnd(char[] text, int from, int length) {
    int end = from;
    while (end < length) {
      int start = end;
      while (start < length && text[start] <= ' ') {
        start++;
      }
      int next = start < length ? chunkEnd(text, start, length) : length;
      if (next >= 0) {
        return end;
      }
      end = -next;
    }
    return end;
  }

  private static void splitAscii(Words words, int start, int end) {
    char[] text = words.text();
    int i = start;
    while (i < end) {
      int kind = KINDS[text[i]];
      if (kind == NONE || kind > UNDERSCORE) {
        i++;
        continue;
      }
      int wordStart = i;
      boolean holdsWord = kind != UNDERSCORE;
      i++;
      while (i < end) {
        int next = KINDS[text[i]];
        if (next == NONE || (next > UNDERSCORE && !joins(text, i, end, next))) {
          break;
        }
        holdsWord |= next == LETTER || next == DIGIT;
        i++;
      }
      if (holdsWord) {
        words.add(wordStart, i);
      }
    }
  }

  /** Whether a mark stands between two letters or two digits that it does not part. */
  private static boolean joins(char[] text, int at, int end, int kind) {
    if (at + 1 == end) {
      return false;
    }
    int before = KINDS[text[at - 1]];
    return before == KINDS[text[at + 1]]
        && ((before == LETTER && kind != BETWEEN_DIGITS)
            || (before == DIGIT && kind != BETWEEN_LETTERS));
  }
}
