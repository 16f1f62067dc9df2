package dev.continuo.cli.serve.wire;

import dev.continuo.tokenizer.text.Beginning;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.Locale;

/**
 * What tokens are called in answers: their text, or a name where they have none of their own, being
 * special or a part of a character.
 */
final class TokenNames {

  private static final String NO_CHARACTER = "\uFFFD";

  private final Tokenizer tokenizer;
  private final Beginning beginning;

  TokenNames(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.beginning = tokenizer.beginning();
  }

  String name(int id) {
    String text = tokenizer.decode(new int[] {id});
    if (!text.isEmpty() && !text.contains(NO_CHARACTER)) {
      return text;
    }
    boolean end = tokenizer.endOfText().orElse(-1) == id;
    if (!end && beginning.length() == 1 && beginning.first() == id) {
      return beginning.name();
    }
    return end ? Tokenizer.END_OF_TEXT : String.format(Locale.ROOT, "<token %d>", id);
  }
}
