package dev.continuo.cli.command.tokenizer;

import dev.continuo.cli.terminal.VisibleText;
import dev.continuo.tokenizer.text.TokenPiece;
import java.util.List;
import java.util.stream.Collectors;

/** Pieces of a text as a person sees them. */
final class PieceDisplay {

  private static final String[] BACKGROUNDS = {"\033[48;5;24m", "\033[48;5;58m", "\033[48;5;53m"};
  private static final String RESET = "\033[0m";

  private PieceDisplay() {}

  /** One line: the text with its control characters visible, a tab, the ids. */
  static String plain(TokenPiece piece) {
    return VisibleText.of(piece.text())
        + "\t"
        + piece.ids().stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  /** The running text on changing backgrounds. */
  static String coloured(List<TokenPiece> pieces) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      TokenPiece piece = pieces.get(i);
      line.append(BACKGROUNDS[i % BACKGROUNDS.length]).append(VisibleText.of(piece.text()));
      if (piece.ids().size() > 1) {
        line.append("\033[2m").append(piece.ids().size());
      }
      line.append(RESET);
      if (piece.text().endsWith("\n")) {
        line.append('\n');
      }
    }
    return line.toString();
  }
}
