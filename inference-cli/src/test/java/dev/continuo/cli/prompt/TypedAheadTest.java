package dev.continuo.cli.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypedAheadTest {

  private final TypedAhead ahead = new TypedAhead();

  @Test
  void keepsWholeLinesAndTheBeginningOfAnother() {
    type("one\rtwo\nth");
    assertThat(ahead.takeLine()).isEqualTo("one");
    assertThat(ahead.takeLine()).isEqualTo("two");
    assertThat(ahead.takeLine()).isNull();
    assertThat(ahead.takeRest()).isEqualTo("th");
    assertThat(ahead.takeRest()).isEmpty();
  }

  @Test
  void editsAsATerminalDoes() {
    type("\u007fab🙂\u007f\bc\r" + "gone\u0015kept\r");
    assertThat(ahead.takeLine()).isEqualTo("ac");
    assertThat(ahead.takeLine()).isEqualTo("kept");
  }

  @Test
  void leavesOutKeysThatMoveACursor() {
    type("a\u001b[Ab\u001b[1;5Cc\u001bOHd\u0001e");
    assertThat(ahead.isEscaped()).isFalse();
    assertThat(ahead.takeRest()).isEqualTo("abcde");
  }

  @Test
  void tellsEscapeFromKeysThatBeginWithIt() {
    type("a\u001b");
    assertThat(ahead.isEscaped()).isTrue();
    ahead.endKey();
    type("[b");
    assertThat(ahead.takeRest()).isEqualTo("a[b");
  }

  @Test
  void whatIsPastedIsOneLine() {
    type("a \u001b[200~one\rtwo\n/three\u001b[201~!\rnext\r\u001b[200~x\ry");
    assertThat(ahead.takeLine()).isEqualTo("a one\ntwo\n/three!");
    assertThat(ahead.takeLine()).isEqualTo("next");
    assertThat(ahead.takeLine()).isNull();
    assertThat(ahead.isUnfinished()).isTrue();
    assertThat(ahead.takeRest()).isEqualTo("x\ny");
    ahead.endKey();
    assertThat(ahead.isUnfinished()).isFalse();
    type("z\r");
    assertThat(ahead.takeLine()).isEqualTo("z");
  }

  @Test
  void theEndComesAfterTheLines() {
    type("x\u0004\r\u0004never\r");
    assertThat(ahead.isEnded()).isFalse();
    assertThat(ahead.takeLine()).isEqualTo("x");
    assertThat(ahead.takeLine()).isNull();
    assertThat(ahead.isEnded()).isTrue();
  }

  private void type(String keys) {
    keys.chars().forEach(character -> ahead.type((char) character));
  }
}
