package dev.continuo.tokenizer.pretokenizer;

/** {@link PreTokenizer#GPT4} and {@link PreTokenizer#QWEN} without a regular expression. */
final class Gpt4Scanner extends WordScanner {

  private final int mostDigits;

  Gpt4Scanner(int mostDigits) {
    this.mostDigits = mostDigits;
  }

  @Override
  public int end(char[] text, int start, int length) {
    if (text[start] == '\'') {
      int end = contractionEnd(text, start, length);
      if (end > start) {
        return end;
      }
    }
    int codePoint = codePoint(text, start, length);
    byte kind = CharacterClass.of(codePoint);
    if (kind == CharacterClass.LETTER) {
      return run(text, start, length, kind);
    }
    if (kind == CharacterClass.NUMBER) {
      return digitsEnd(text, start, length);
    }
    int next = start + Character.charCount(codePoint);
    if (next < length
        && !isLineEnd(text[start])
        && classAt(text, next, length) == CharacterClass.LETTER) {
      return run(text, next, length, CharacterClass.LETTER);
    }
    boolean spaceBefore =
        codePoint == ' ' && next < length && classAt(text, next, length) == CharacterClass.OTHER;
    if (kind == CharacterClass.OTHER || spaceBefore) {
      int end = run(text, next, length, CharacterClass.OTHER);
      while (end < length && isLineEnd(text[end])) {
        end++;
      }
      return end;
    }
    return lastLineEnd(text, start, length);
  }

  private int digitsEnd(char[] text, int start, int length) {
    int end = start;
    for (int digits = 0; digits < mostDigits && end < length; digits++) {
      int codePoint = codePoint(text, end, length);
      if (CharacterClass.of(codePoint) != CharacterClass.NUMBER) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return end;
  }

  /** White space up to its last line end where it has one. */
  private int lastLineEnd(char[] text, int start, int length) {
    int end = run(text, start, length, CharacterClass.SPACE);
    for (int index = end; index > start; index--) {
      if (isLineEnd(text[index - 1])) {
        return index;
      }
    }
    return spaceEnd(text, start, length);
  }

  private static boolean isLineEnd(char character) {
    return character == '\n' || character == '\r';
  }

  /** Contractions in any case; the long s is a case of s. */
  private static int contractionEnd(char[] text, int start, int length) {
    if (start + 1 >= length) {
      return start;
    }
    return switch (text[start + 1]) {
      case 's', 'S', 'ſ', 't', 'T', 'm', 'M', 'd', 'D' -> start + 2;
      case 'r', 'R', 'v', 'V' -> followedBy(text, start, length, 'e', 'E');
      case 'l', 'L' -> followedBy(text, start, length, 'l', 'L');
      default -> start;
    };
  }

  private static int followedBy(char[] text, int start, int length, char lower, char upper) {
    boolean follows = start + 2 < length && (text[start + 2] == lower || text[start + 2] == upper);
    return follows ? start + 3 : start;
  }
}
