package dev.continuo.corpus.word;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/**
 * The words of Lucene's {@link StandardTokenizer} (Unicode annex 29). What stands between white
 * space is split by itself, so stretches of alphabetic text need not go through the tokenizer: for
 * letters, digits and punctuation alone the rules are a few lines.
 */
public final class StandardWords implements WordSplitter {

  /** Longer tokens are cut by the tokenizer. */
  private static final int LONGEST_TOKEN = StandardAnalyzer.DEFAULT_MAX_TOKEN_LENGTH;

  private static final byte NONE = 0;
  private static final byte LETTER = 1;
  private static final byte DIGIT = 2;
  private static final byte UNDERSCORE = 3;
  private static final byte BETWEEN_LETTERS = 4;
  private static final byte BETWEEN_DIGITS = 5;
  private static final byte BETWEEN_EITHER = 6;

  /** Something else than {@link #NONE} to {@link #BETWEEN_EITHER}, for the tokenizer. */
  private static final byte OTHER = 64;

  /** The letters of Latin, Greek and Cyrillic. */
  private static final int LAST_LETTER = 0x52F;

  /** Dashes, quotation marks and their like. */
  private static final int FIRST_MARK = 0x2010;

  private static final int LAST_MARK = 0x2027;
  private static final byte[] KINDS = kinds();

  private final LuceneWords tokenizer = new LuceneWords(new StandardTokenizer());

  private static byte[] kinds() {
    byte[] kinds = new byte[LAST_MARK + 1];
    for (int c = 0; c < kinds.length; c++) {
      kinds[c] = c <= LAST_LETTER || c >= FIRST_MARK ? kind(c) : OTHER;
    }
    return kinds;
  }

  private static byte kind(int character) {
    return switch (UCharacter.getIntPropertyValue(character, UProperty.WORD_BREAK)) {
      // Some marks count as letters in younger versions of Unicode than the tokenizer's.
      case UCharacter.WordBreak.ALETTER -> Character.isLetter(character) ? LETTER : OTHER;
      case UCharacter.WordBreak.NUMERIC -> DIGIT;
      case UCharacter.WordBreak.EXTENDNUMLET -> UNDERSCORE;
      case UCharacter.WordBreak.MIDLETTER -> BETWEEN_LETTERS;
      case UCharacter.WordBreak.MIDNUM -> BETWEEN_DIGITS;
      case UCharacter.WordBreak.MIDNUMLET, UCharacter.WordBreak.SINGLE_QUOTE -> BETWEEN_EITHER;
      case UCharacter.WordBreak.EXTEND,
          UCharacter.WordBreak.FORMAT,
          UCharacter.WordBreak.ZWJ,
          UCharacter.WordBreak.HEBREW_LETTER,
          UCharacter.WordBreak.KATAKANA ->
          OTHER;
      default -> NONE;
    };
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
        splitAlphabetic(words, start, end);
        start = end;
      } else {
        int segmentEnd = otherEnd(text, -end, length);
        tokenizer.split(words, start, segmentEnd);
        start = segmentEnd;
      }
    }
  }

  /** The end of what stands before the next white space, negative if it is for the tokenizer. */
  private static int chunkEnd(char[] text, int start, int length) {
    int all = 0;
    int i = start;
    while (i < length && text[i] > ' ') {
      all |= text[i] <= LAST_MARK ? KINDS[text[i]] : OTHER;
      i++;
    }
    return all < OTHER && i - start <= LONGEST_TOKEN ? i : -i;
  }

  /** The end of the chunks that are for the tokenizer, too. */
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

  private static void splitAlphabetic(Words words, int start, int end) {
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
