package dev.continuo.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.golden.Golden;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalculatorTest {

  /** golden_arithmetic.py made them. */
  @Test
  void resultsAreThoseOfPythonsFractions() throws IOException {
    JsonNode cases = new JsonMapper().readTree(Golden.folder("arithmetic.json").toFile());
    assertThat(cases).hasSizeGreaterThan(400);
    for (JsonNode one : cases) {
      String expression = one.path(0).textValue();
      if (one.path(1).isNull()) {
        assertThatThrownBy(() -> Calculator.value(expression))
            .as(expression)
            .isInstanceOf(ModelException.class);
      } else {
        assertThat(Calculator.value(expression)).as(expression).isEqualTo(one.path(1).textValue());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9^9^9",
        "9^9^9^9^9^9^9",
        "(9^999)^999",
        "9^-99999999999999999999",
        "2^2000*2^2000",
        "9999999999^9999999999"
      })
  @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatWouldTakeForeverIsRefused(String expression) {
    assertThatThrownBy(() -> Calculator.value(expression))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("bits");
  }

  @Test
  void powersOfOneAndNothingMayBeAnything() {
    assertThat(Calculator.value("1^99999999999999999999")).isEqualTo("1");
    assertThat(Calculator.value("(-1)^99999999999999999999")).isEqualTo("-1");
    assertThat(Calculator.value("0^99999999999999999999")).isEqualTo("0");
  }

  @Test
  void signsOfPrintedTextAreKnown() {
    assertThat(Calculator.value("12×7÷2−1")).isEqualTo("41");
    assertThat(Calculator.value("  ( .5 + 5. ) ")).isEqualTo("5.5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''       | character 1: expected a number, found the end",
        "12*      | character 4: expected a number, found the end",
        "12 apples| character 4: expected an operator or the end, found a",
        "(1+2     | character 5: expected a closing parenthesis, found the end",
        "1+.      | character 3: expected a number, found .",
        "2^0.5    | expected a whole exponent, found 0.5",
        "1/(2-2)  | division by zero",
        "1😀       | character 2: expected an operator or the end, found 😀"
      })
  void saysWhatIsWrong(String expression, String message) {
    assertThatThrownBy(() -> Calculator.value(expression))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message);
  }

  @Test
  void longAndDeepExpressionsAreBounded() {
    assertThat(Calculator.value("(".repeat(99) + "1" + ")".repeat(99))).isEqualTo("1");
    assertThatThrownBy(() -> Calculator.value("(".repeat(100_000)))
        .isInstanceOf(ModelException.class)
        .hasMessage("expected an expression of at most 200 characters, found 100000");
  }

  @Test
  void theAnswerClosesTheBracket() {
    Calculator calculator = new Calculator();
    assertThat(calculator.opening() + "12*7" + calculator.closing() + calculator.answer("12*7"))
        .isEqualTo("[calc 12*7=84]");
  }
}
