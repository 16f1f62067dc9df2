package dev.continuo.cli.command.tokenizer;

import dev.continuo.tokenizer.decoder.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A stretch of text and the tokens that it comes from: one, or several where a character is made of
 * several.
 */
record TokenPiece(String text, List<Integer> ids) {

  private static final String[] BACKGROUNDS = {"\033[48;5;24m", "\033[48;5;58m", "\033[48;5;53m"};
  private static final String RESET = "\033[0m";

  TokenPiece {
    ids = List.copyOf(ids);
  }

  /** The pieces of some ids in order; a special token is a piece of its own, its name the text. */
  static List<TokenPiece> pieces(Tokenizer tokenizer, int[] ids) {
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

  /** One line: the text with its control characters visible, a tab, the ids. */
  String plain() {
    return visible(text)
        + "\t"
        + ids.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  /** The running text on changing backgrounds. */
  static String coloured(List<TokenPiece> pieces) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      TokenPiece piece = pieces.get(i);
      line.append(BACKGROUNDS[i % BACKGROUNDS.length]).append(visible(piece.text));
      if (piece.ids.size() > 1) {
        line.append("\033[2m").append(piece.ids.size());
      }
      line.append(RESET);
      if (piece.text.endsWith("\n")) {
        line.append('\n');
      }
    }
    return line.toString();
  }

  private static String visible(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            codePoint -> {
              switch (codePoint) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                case '\\' -> shown.append("\\\\");
                default -> {
                  if (Character.isISOControl(codePoint)) {
                    shown.append(String.format(Locale.ROOT, "\\u%04x", codePoint));
                  } else {
                    shown.appendCodePoint(codePoint);
                  }
                }
              }
            });
    return shown.toString();
  }
}
