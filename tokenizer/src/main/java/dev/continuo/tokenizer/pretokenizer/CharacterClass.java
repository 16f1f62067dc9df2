package dev.continuo.tokenizer.pretokenizer;

import java.util.Arrays;

/** The four classes of code points that the pre-tokenizers tell apart. */
final class CharacterClass {

  static final byte LETTER = 1;
  static final byte NUMBER = 2;
  static final byte SPACE = 3;
  static final byte OTHER = 4;

  /** From here on Unicode has tags, variation selectors and private use, which are all other. */
  private static final int LETTERS_END = 0x40000;

  private static final byte[] CLASSES = classes();

  private CharacterClass() {}

  static byte of(int codePoint) {
    return CLASSES[codePoint];
  }

  private static byte[] classes() {
    byte[] classes = new byte[Character.MAX_CODE_POINT + 1];
    for (int codePoint = 0; codePoint < LETTERS_END; codePoint++) {
      classes[codePoint] = classify(codePoint);
    }
    Arrays.fill(classes, LETTERS_END, classes.length, OTHER);
    return classes;
  }

  private static byte classify(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER ->
          LETTER;
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
          NUMBER;
      case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
          SPACE;
      default -> (codePoint >= '\t' && codePoint <= '\r') || codePoint == 0x85 ? SPACE : OTHER;
    };
  }
}
