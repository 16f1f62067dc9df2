package dev.continuo.cli.command;

import dev.continuo.tokenizer.text.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
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

  static List<TokenPiece> pieces(Tokenizer tokenizer, int[] ids) {
    List<TokenPiece> pieces = new ArrayList<>();
    List<Integer> waiting = new ArrayList<>();
    StreamingDecoder decoder = tokenizer.streamingDecoder();
    for (int id : ids) {
      waiting.add(id);
      String text = decoder.next(id);
      if (!text.isEmpty()) {
        pieces.add(new TokenPiece(text, waiting));
        waiting.clear();
      }
    }
    String rest = decoder.flush();
    if (!rest.isEmpty() || !waiting.isEmpty()) {
      pieces.add(new TokenPiece(rest, waiting));
    }
    return pieces;
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
                    shown.append("\\u%04x".formatted(codePoint));
                  } else {
                    shown.appendCodePoint(codePoint);
                  }
                }
              }
            });
    return shown.toString();
  }
}
