package dev.continuo.cli.serve.wire;

import dev.continuo.tokenizer.postprocessor.BosTokens;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.Locale;

/**
 * What tokens are called in answers: their text, or a name where they have none of their own, being
 * special or a part of a character.
 */
final class TokenNames {

  private static final String NO_CHARACTER = "\uFFFD";

  private final Tokenizer tokenizer;
  private final BosTokens bos;

  TokenNames(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.bos = tokenizer.bosTokens();
  }

  /** Whether a token's text is more than a part of a character, or nothing. */
  static boolean isText(String text) {
    return !text.isEmpty() && !text.contains(NO_CHARACTER);
  }

  String name(int id) {
    String text = tokenizer.decode(new int[] {id});
    if (isText(text)) {
      return text;
    }
    boolean end = tokenizer.endOfText().orElse(-1) == id;
    if (!end && bos.length() == 1 && bos.first() == id) {
      return bos.name();
    }
    return end ? Tokenizer.END_OF_TEXT : String.format(Locale.ROOT, "<token %d>", id);
  }
}
