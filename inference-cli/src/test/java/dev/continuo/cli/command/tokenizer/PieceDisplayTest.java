package dev.continuo.cli.command.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.tokenizer.text.TokenPiece;
import java.util.List;
import org.junit.jupiter.api.Test;

class PieceDisplayTest {

  @Test
  void piecesOnATerminalAreColoured() {
    String coloured =
        PieceDisplay.coloured(
            List.of(new TokenPiece("a\n", List.of(1)), new TokenPiece("汉", List.of(2, 3, 4))));
    assertThat(coloured).isEqualTo("\033[48;5;24ma\\n\033[0m\n\033[48;5;58m汉\033[2m3\033[0m");
  }
}
