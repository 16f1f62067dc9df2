package dev.continuo.tokenizer.text;

import dev.continuo.tokenizer.decoder.StreamingDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A stretch of text and the tokens that it comes from: one, or several where a character is made of
 * several.
 *
 * @param text what the tokens stand for together
 * @param ids of the tokens
 */
public record TokenPiece(String text, List<Integer> ids) {

  public TokenPiece {
    ids = List.copyOf(ids);
  }

  /** The pieces of some ids in order; a special token is a piece of its own, its name the text. */
  public static List<TokenPiece> pieces(Tokenizer tokenizer, int[] ids) {
    Map<Integer, String> names = new HashMap<>();
    tokenizer.specialTokens().forEach((name, id) -> names.put(id, name));
    List<TokenPiece> pieces = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < ids.length; i++) {
      String name = names.get(ids[i]);
      if (name != null) {
        addText(tokenizer, Arrays.copyOfRange(ids, from, i), pieces);
        pieces.add(new TokenPiece(name, List.of(ids[i])));
        from = i + 1;
      }
    }
    addText(tokenizer, Arrays.copyOfRange(ids, from, ids.length), pieces);
    return pieces;
  }

  private static void addText(Tokenizer tokenizer, int[] ids, List<TokenPiece> pieces) {
    StreamingDecoder decoder = tokenizer.streamingDecoder();
    int from = 0;
    for (int i = 0; i < ids.length; i++) {
      String text = decoder.next(ids[i]);
      if (!text.isEmpty()) {
        int to = decoder.isOneBehind() ? i : i + 1;
        pieces.add(new TokenPiece(text, listed(ids, from, to)));
        from = to;
      }
    }
    String rest = decoder.flush();
    if (!rest.isEmpty() || from < ids.length) {
      pieces.add(new TokenPiece(rest, listed(ids, from, ids.length)));
    }
  }

  private static List<Integer> listed(int[] ids, int from, int to) {
    return Arrays.stream(ids, from, to).boxed().toList();
  }
}
