package dev.continuo.trainer.augment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalculatorExamplesTest {

  private static final Pattern CALL = Pattern.compile("\\[calc ([^=\\]]+)=([^\\]]+)\\]");
  private static final Pattern SIMPLE = Pattern.compile("([\\d.]+)([-+*])([\\d.]+)");

  @TempDir Path folder;

  @Test
  void examplesAreDocumentsWithCallsWhoseAnswersAreRight() throws IOException {
    Path file = folder.resolve("calc.jsonl");
    new CalculatorExamples(2000, 7).write(file, done -> {});
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2000);
    Set<String> texts = new HashSet<>();
    int checked = 0;
    int unanswered = 0;
    for (int i = 0; i < lines.size(); i++) {
      JsonNode example = new JsonMapper().readTree(lines.get(i));
      assertThat(example.path("id").textValue()).isEqualTo("calc-" + (i + 1));
      String text = example.path("text").textValue();
      texts.add(text);
      List<MatchResult> calls = CALL.matcher(text).results().toList();
      assertThat(calls).as(text).isNotEmpty();
      assertThat(text.split("\\[calc ", -1)).as(text).hasSize(calls.size() + 1);
      for (MatchResult call : calls) {
        var simple = SIMPLE.matcher(call.group(1));
        if (simple.matches()) {
          BigDecimal a = new BigDecimal(simple.group(1));
          BigDecimal b = new BigDecimal(simple.group(3));
          BigDecimal expected =
              switch (simple.group(2)) {
                case "+" -> a.add(b);
                case "-" -> a.subtract(b);
                default -> a.multiply(b, MathContext.UNLIMITED);
              };
          assertThat(new BigDecimal(call.group(2))).as(text).isEqualByComparingTo(expected);
          checked++;
        }
        unanswered += call.group(2).equals("?") ? 1 : 0;
      }
    }
    assertThat(texts).hasSizeGreaterThan(1950);
    assertThat(checked).isGreaterThan(1000);
    assertThat(unanswered).isBetween(20, 300);
  }

  @Test
  void anExampleFollowsFromItsNumberAndTheSeed() {
    CalculatorExamples few = new CalculatorExamples(10, 3);
    CalculatorExamples many = new CalculatorExamples(1_000_000, 3);
    assertThat(few.text(4)).isEqualTo(many.text(4)).isNotEqualTo(few.text(5));
    assertThat(new CalculatorExamples(10, 4).text(4)).isNotEqualTo(few.text(4));
  }
}
