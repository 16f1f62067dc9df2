package dev.continuo.tokenizer.text;

import dev.continuo.tokenizer.decoder.StreamingDecoder;

/** Decodes by streaming. */
final class Streams {

  private Streams() {}

  static String decode(Tokenizer tokenizer, int[] ids) {
    StreamingDecoder decoder = tokenizer.streamingDecoder();
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      String piece = decoder.next(id);
      if (!piece.isEmpty() && Character.isHighSurrogate(piece.charAt(piece.length() - 1))) {
        throw new AssertionError("half a character: " + piece);
      }
      text.append(piece);
    }
    return text.append(decoder.flush()).toString();
  }
}
