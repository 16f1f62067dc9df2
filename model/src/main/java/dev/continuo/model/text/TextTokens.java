package dev.continuo.model.text;

import dev.continuo.tokenizer.decoder.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.Arrays;

/** The tokens of a text in the middle of another. */
final class TextTokens {

  /** Stands in front of a text, where a vocabulary would put a space in front of it else. */
  private static final String ANCHOR = "=";

  private TextTokens() {}

  /** Tokens that decode as a text after others; where none do exactly, those of the text alone. */
  static int[] after(Tokenizer tokenizer, int[] before, String text) {
    int[] alone = tokenizer.encode(text);
    if (decoded(tokenizer, before, alone).equals(text)) {
      return alone;
    }
    int[] anchor = tokenizer.encode(ANCHOR);
    int[] anchored = tokenizer.encode(ANCHOR + text);
    if (anchored.length > anchor.length
        && Arrays.equals(anchor, Arrays.copyOf(anchored, anchor.length))) {
      int[] after = Arrays.copyOfRange(anchored, anchor.length, anchored.length);
      if (decoded(tokenizer, before, after).equals(text)) {
        return after;
      }
    }
    return alone;
  }

  private static String decoded(Tokenizer tokenizer, int[] before, int[] ids) {
    StreamingDecoder decoder = tokenizer.decoderAfter(before);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(decoder.next(id));
    }
    return text + decoder.flush();
  }
}
