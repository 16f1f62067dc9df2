package dev.continuo.corpus.filter;

/** Counts characters. */
final class Characters {

  private Characters() {}

  /** How often a character stands in a text. */
  static int count(String text, char character) {
    int count = 0;
    for (int at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) {
      count++;
    }
    return count;
  }
}
