package dev.continuo.tokenizer.train;

/** {@link PreTokenizer#GPT2} without a regular expression. */
final class Gpt2Scanner extends WordScanner {

  @Override
  int end(char[] text, int start, int length) {
    if (text[start] == '\'') {
      int end = contractionEnd(text, start, length);
      if (end > start) {
        return end;
      }
    }
    boolean space = text[start] == ' ' && start + 1 < length;
    int first = space ? start + 1 : start;
    byte kind = classAt(text, first, length);
    if (kind != CharacterClass.SPACE) {
      return run(text, first, length, kind);
    }
    return spaceEnd(text, start, length);
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
