package dev.continuo.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.aten.Aten.ScalarType;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeptRowsTest {

  private static final int ROWS = 7;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 33, 130})
  void float32ComesBackAsItWas(int width) {
    float[] numbers = numbers(ROWS * width);
    assertThat(through(ScalarType.FLOAT32, numbers, width)).isEqualTo(numbers);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 33, 130})
  void bfloat16ComesBackAsTheNearestOfItsNumbers(int width) {
    float[] numbers = numbers(ROWS * width);
    float[] kept = through(ScalarType.BFLOAT16, numbers, width);
    for (int i = 0; i < numbers.length; i++) {
      int bits = Float.floatToRawIntBits(kept[i]);
      assertThat(bits & 0xffff).isZero();
      double error = distance(numbers[i], bits);
      assertThat(error)
          .isLessThanOrEqualTo(distance(numbers[i], bits + 0x10000))
          .isLessThanOrEqualTo(distance(numbers[i], bits - 0x10000));
    }
  }

  private static double distance(float number, int bits) {
    return Math.abs((double) number - Float.intBitsToFloat(bits));
  }

  /** The rows put by in two blocks and taken in another two. */
  private static float[] through(ScalarType type, float[] numbers, int width) {
    KeptRows rows = new KeptRows(type, width);
    rows.ofCount(ROWS);
    rows.put(0, 3, numbers, 0);
    rows.put(3, ROWS - 3, numbers, 3 * width);
    float[] taken = new float[ROWS * width];
    rows.take(4, ROWS - 4, taken, 4 * width);
    rows.take(0, 4, taken, 0);
    return taken;
  }

  private static float[] numbers(int count) {
    Random random = new Random(1);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (random.nextGaussian() * Math.exp(5 * random.nextGaussian()));
    }
    return numbers;
  }
}
