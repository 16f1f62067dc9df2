package dev.continuo.corpus.trace;

import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.Set;

/** The tokens of a shard as text: passages of documents, without the tokens that are no text. */
final class PassageText {

  /** A passage ends with a word after so many bytes, and anywhere after the other number. */
  private static final int ENOUGH_BYTES = 480;

  private static final int MOST_BYTES = 640;

  private final Shard shard;
  private final Tokenizer tokenizer;
  private final int[] bytes;
  private final boolean[] beginsWord;

  PassageText(Shard shard, Tokenizer tokenizer) {
    this.shard = shard;
    this.tokenizer = tokenizer;
    bytes = tokenizer.tokenByteLengths();
    beginsWord = new boolean[bytes.length];
    Set<Integer> special = Set.copyOf(tokenizer.specialTokens().values());
    for (int id = 0; id < bytes.length; id++) {
      if (bytes[id] > 0 && !special.contains(id)) {
        String text = tokenizer.decode(new int[] {id});
        beginsWord[id] = !text.isEmpty() && Character.isWhitespace(text.codePointAt(0));
      }
    }
  }

  /** The place behind the passage that begins at another one, before the end of its document. */
  long end(long start, long documentEnd) {
    int size = 0;
    long at = start;
    while (at < documentEnd && size < MOST_BYTES) {
      int token = shard.token(at);
      if (size >= ENOUGH_BYTES && beginsWord[token]) {
        break;
      }
      size += bytes[token];
      at++;
    }
    return at;
  }

  /** The text of some tokens. */
  String text(long start, long end) {
    int[] ids = new int[Math.toIntExact(end - start)];
    shard.copy(start, ids, 0, ids.length);
    return tokenizer.decode(ids);
  }
}
