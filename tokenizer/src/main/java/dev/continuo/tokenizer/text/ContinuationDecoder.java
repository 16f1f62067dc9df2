package dev.continuo.tokenizer.text;

import dev.continuo.tokenizer.decoder.StreamingDecoder;

/** Decodes what follows a text; a decoder that is one token behind still holds the text's end. */
final class ContinuationDecoder implements StreamingDecoder {

  private final StreamingDecoder decoder;

  /** The end of the text, which the decoder is still to give. */
  private String held;

  ContinuationDecoder(Tokenizer tokenizer, int[] text) {
    decoder = tokenizer.streamingDecoder();
    int given = 0;
    for (int id : text) {
      given += decoder.next(id).length();
    }
    String whole = decoder.isOneBehind() ? tokenizer.decode(text) : "";
    held = whole.substring(Math.min(given, whole.length()));
  }

  @Override
  public String next(int id) {
    return withoutHeld(decoder.next(id));
  }

  @Override
  public boolean isOneBehind() {
    return decoder.isOneBehind();
  }

  @Override
  public String flush() {
    return withoutHeld(decoder.flush());
  }

  private String withoutHeld(String piece) {
    if (held.isEmpty()) {
      return piece;
    }
    int common = 0;
    while (common < Math.min(held.length(), piece.length())
        && held.charAt(common) == piece.charAt(common)) {
      common++;
    }
    // Where they differ, the end of the text has become another one by what follows.
    held = common == piece.length() ? held.substring(common) : "";
    return piece.substring(common);
  }
}
