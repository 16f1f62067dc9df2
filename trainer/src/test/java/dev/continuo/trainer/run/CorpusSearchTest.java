package dev.continuo.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CorpusSearchTest {

  @Test
  void aPieceIsAroundTheLongestWordThatIsFoundAndStandsOnOneLine() {
    String passage = "word ".repeat(100) + "Call me\nIshmael [sic]. " + "word ".repeat(100);
    String piece = CorpusSearch.piece(passage, "me, Ishmael?");
    assertThat(piece)
        .contains("Call me Ishmael (sic).")
        .startsWith("word ")
        .endsWith(" word")
        .hasSizeBetween(150, 200);
    assertThat(CorpusSearch.piece("short", "nothing")).isEqualTo("short");
  }

  @Test
  void aPieceCutsNoCharacter() {
    String passage = "\uD83D\uDE00".repeat(300);
    for (String before : new String[] {"", "a"}) {
      String piece = CorpusSearch.piece(before + passage, "a");
      assertThat(piece.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF)).isTrue();
    }
    String found = CorpusSearch.piece(passage + "x" + passage, "x");
    assertThat(found.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF)).isTrue();
    assertThat(found).contains("x");
  }
}
