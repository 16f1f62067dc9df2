package dev.continuo.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.vector.AlignedMemory;
import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Memory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Bfloat16Test {

  /** Of the largest of these, rounding up as numbers are rounded would make zero. */
  private static final int[] QUIET = {
    0x7fc00000, 0x7fff7fff, 0x7fff8000, 0x7fffffff, 0xffc00000, 0xffff8000, 0xffffffff
  };

  @Test
  void aQuietNanStaysOne() {
    for (int bits : QUIET) {
      float number = Float.intBitsToFloat(bits);
      assertThat(Bfloat16.toFloat(Bfloat16.of(number))).as("%08x", bits).isNaN();
      assertThat(stored(number)).as("%08x", bits).containsOnly(Float.NaN);
    }
  }

  @Test
  void numbersAreRoundedToTheNearestAndTiesToEven() {
    assertThat(stored(Float.intBitsToFloat(0x3f808000))).containsOnly(1);
    assertThat(stored(Float.intBitsToFloat(0x3f818000)))
        .containsOnly(Float.intBitsToFloat(0x3f820000));
    assertThat(stored(Float.intBitsToFloat(0x3f808001)))
        .containsOnly(Float.intBitsToFloat(0x3f810000));
    assertThat(stored(Float.MAX_VALUE)).containsOnly(Float.POSITIVE_INFINITY);
    assertThat(stored(Float.NEGATIVE_INFINITY)).containsOnly(Float.NEGATIVE_INFINITY);
    assertThat(stored(-0f)).containsOnly(-0f);
  }

  /** A number rounded by the ways that there are: in lanes and alone, from an array and memory. */
  private static float[] stored(float number) {
    int count = Lanes.COUNT + 1;
    float[] numbers = new float[count];
    Arrays.fill(numbers, number);
    AlignedMemory memory = new AlignedMemory();
    long rounded = memory.ensure(2, count);
    float[] back = new float[2 * count];
    Bfloat16.store(numbers, 0, count, rounded);
    Bfloat16.load(rounded, count, back, 0);
    AlignedMemory floats = new AlignedMemory();
    long source = floats.ensure(1, count);
    for (int i = 0; i < count; i++) {
      Memory.put(number, source + Memory.bytes(i));
    }
    Bfloat16.round(source, count, rounded);
    Bfloat16.load(rounded, count, back, count);
    return back;
  }
}
