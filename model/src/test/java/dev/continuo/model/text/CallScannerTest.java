package dev.continuo.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CallScannerTest {

  private static final GenerationTool CALC = new Calculator();
  private static final GenerationTool SEARCH = new AnyTool("search", "<<", ">>", q -> q);

  /** Calls as tool, question and where they end in the whole text. */
  private static List<String> calls(List<String> pieces) {
    CallScanner scanner = new CallScanner(List.of(CALC, SEARCH));
    List<String> found = new ArrayList<>();
    int before = 0;
    for (String piece : pieces) {
      String rest = piece;
      while (true) {
        CallScanner.Call call = scanner.accept(rest);
        if (call == null) {
          break;
        }
        int end = before + piece.length() - rest.length() + call.end();
        found.add(call.tool().name() + " " + call.question() + " " + end);
        rest = rest.substring(call.end());
      }
      before += piece.length();
    }
    return found;
  }

  @Test
  void callsAreTheSameHoweverTheTextIsCut() {
    String text = "a [calc 1+1= b <<x y>> [calc [calc 2*3= [calc \n4= 5= <<>> [calc 6";
    List<String> expected = List.of("calc 1+1 12", "search x y 22", "calc 2*3 39", "search  57");
    for (int size = 1; size <= text.length(); size++) {
      List<String> pieces = new ArrayList<>();
      for (int at = 0; at < text.length(); at += size) {
        pieces.add(text.substring(at, Math.min(text.length(), at + size)));
      }
      assertThat(calls(pieces)).as("pieces of %d", size).isEqualTo(expected);
    }
  }

  @Test
  void aLongTextAfterAnOpeningIsNoCall() {
    String most = "1".repeat(Tools.MOST_QUESTION_CHARACTERS);
    assertThat(calls(List.of("[calc " + most + "="))).hasSize(1);
    assertThat(calls(List.of("[calc " + most + "1="))).isEmpty();
    List<String> single = new ArrayList<>();
    ("[calc " + most + "=").chars().forEach(c -> single.add(Character.toString(c)));
    assertThat(calls(single)).hasSize(1);
  }

  @Test
  void aPromptMayEndWithACallOrBeginOne() {
    CallScanner complete = new CallScanner(List.of(CALC));
    CallScanner.Call call = Objects.requireNonNull(complete.begin("so [calc 1+1="));
    assertThat(call.question()).isEqualTo("1+1");
    CallScanner begun = new CallScanner(List.of(CALC));
    assertThat(begun.begin("[calc 1+1=2] and [calc 2*")).isNull();
    CallScanner.Call second = Objects.requireNonNull(begun.accept("3= "));
    assertThat(second.question()).isEqualTo("2*3");
    assertThat(second.end()).isEqualTo(2);
    CallScanner answered = new CallScanner(List.of(CALC));
    assertThat(answered.begin("[calc 1+1=2] and x=")).isNull();
  }
}
