package dev.continuo.tokenizer.pretokenizer;

/** Finds the words of a text one after the other, as a pre-tokenizer's expression would. */
public abstract sealed class WordScanner permits Gpt2Scanner, Gpt4Scanner {

  /** The end of the word that starts at {@code start}, which is inside the text. */
  public abstract int end(char[] text, int start, int length);

  static int codePoint(char[] text, int index, int length) {
    return Character.codePointAt(text, index, length);
  }

  static byte classAt(char[] text, int index, int length) {
    return CharacterClass.of(codePoint(text, index, length));
  }

  /** The end of a run of one class. */
  static int run(char[] text, int start, int length, byte wanted) {
    int index = start;
    while (index < length) {
      int codePoint = codePoint(text, index, length);
      if (CharacterClass.of(codePoint) != wanted) {
        break;
      }
      index += Character.charCount(codePoint);
    }
    return index;
  }

  /**
   * The end of white space: of all of it at the end of the text, else of all but the last, which
   * belongs to what follows, unless there is only one.
   */
  int spaceEnd(char[] text, int start, int length) {
    int end = run(text, start, length, CharacterClass.SPACE);
    return end == length || end == start + 1 ? end : end - 1;
  }
}
