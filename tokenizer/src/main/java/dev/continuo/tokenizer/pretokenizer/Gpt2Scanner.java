package dev.continuo.tokenizer.pretokenizer;

/** {@link PreTokenizer#GPT2} and {@link PreTokenizer#GPT2_DIGITS} without a regular expression. */
final class Gpt2Scanner extends WordScanner {

  private final boolean singleDigits;

  Gpt2Scanner(boolean singleDigits) {
    this.singleDigits = singleDigits;
  }

  @Override
  public int end(char[] text, int start, int length) {
    char character = text[start];
    if (character == '\'') {
      int end = contractionEnd(text, start, length);
      if (end > start) {
        return end;
      }
    }
    boolean space = character == ' ' && start + 1 < length;
    int first = space ? start + 1 : start;
    byte kind = classAt(text, first, length);
    if (singleDigits && kind == CharacterClass.NUMBER) {
      return space ? first : first + Character.charCount(codePoint(text, first, length));
    }
    if (kind != CharacterClass.SPACE) {
      return run(text, first, length, kind);
    }
    return spaceEnd(text, start, length);
  }

  @Override
  int spaceEnd(char[] text, int start, int length) {
    int end = super.spaceEnd(text, start, length);
    boolean digitFollows =
        singleDigits
            && end + 1 < length
            && classAt(text, end, length) == CharacterClass.SPACE
            && classAt(text, end + 1, length) == CharacterClass.NUMBER;
    return digitFollows ? end + 1 : end;
  }

  private static int contractionEnd(char[] text, int start, int length) {
    if (start + 1 >= length) {
      return start;
    }
    return switch (text[start + 1]) {
      case 's', 't', 'm', 'd' -> start + 2;
      case 'r', 'v' -> start + 2 < length && text[start + 2] == 'e' ? start + 3 : start;
      case 'l' -> start + 2 < length && text[start + 2] == 'l' ? start + 3 : start;
      default -> start;
    };
  }
}
