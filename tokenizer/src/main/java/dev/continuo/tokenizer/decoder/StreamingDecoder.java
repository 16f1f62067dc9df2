package dev.continuo.tokenizer.decoder;

/**
 * Decodes one token at a time. The pieces, joined, are the text of all ids decoded at once; a piece
 * never ends inside a character, so it may be empty. Not thread-safe.
 */
public interface StreamingDecoder {

  /** The text that has become certain with this token; possibly empty. */
  String next(int id);

  /** Whether a token's text comes only with the token after it. */
  default boolean isOneBehind() {
    return false;
  }

  /** The rest: what an unfinished character at the end decodes to; possibly empty. */
  String flush();
}
