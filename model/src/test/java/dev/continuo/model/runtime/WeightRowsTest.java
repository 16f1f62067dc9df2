package dev.continuo.model.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.weights.DataType;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class WeightRowsTest {

  private static final short FLOAT16_MOST = 0x7bff;
  private static final short FLOAT16_INFINITY = 0x7c00;

  @Property(tries = 100)
  void oneFloatThatIsNotFiniteIsFound(
      @ForAll @IntRange(min = 1, max = 20_000) int length, @ForAll long seed) {
    Random random = new Random(seed);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    int place = random.nextInt(length);
    for (float good : new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE}) {
      x[place] = good;
      assertThat(WeightRows.areFinite(DataType.F32, MemorySegment.ofArray(x))).isTrue();
    }
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      x[place] = bad;
      assertThat(WeightRows.areFinite(DataType.F32, MemorySegment.ofArray(x))).isFalse();
    }
  }

  @Property(tries = 100)
  void oneNumberOf16BitsThatIsNotFiniteIsFound(
      @ForAll @IntRange(min = 1, max = 20_000) int length, @ForAll long seed) {
    Random random = new Random(seed);
    for (HalfType half : HalfType.values()) {
      DataType type = half == HalfType.FLOAT16 ? DataType.F16 : DataType.BF16;
      short[] x = new short[length];
      for (int i = 0; i < length; i++) {
        x[i] = half.ofFloat((float) random.nextGaussian());
      }
      int place = random.nextInt(length);
      assertThat(WeightRows.areFinite(type, MemorySegment.ofArray(x))).isTrue();
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        x[place] = half == HalfType.FLOAT16 ? Float.floatToFloat16(bad) : top(bad);
        assertThat(WeightRows.areFinite(type, MemorySegment.ofArray(x))).isFalse();
      }
    }
  }

  /** The numbers inside a block may look like anything; only its scale must be finite. */
  @Property(tries = 100)
  void oneScaleThatIsNotFiniteIsFound(
      @ForAll @IntRange(min = 1, max = 10_000) int blocks, @ForAll long seed) {
    Random random = new Random(seed);
    int stride = DataType.Q8_0.blockBytes() / Short.BYTES;
    short[] x = new short[blocks * stride];
    for (int i = 0; i < x.length; i++) {
      x[i] = i % stride == 0 ? FLOAT16_MOST : (short) random.nextInt();
    }
    assertThat(WeightRows.areFinite(DataType.Q8_0, MemorySegment.ofArray(x))).isTrue();
    x[random.nextInt(blocks) * stride] = FLOAT16_INFINITY;
    assertThat(WeightRows.areFinite(DataType.Q8_0, MemorySegment.ofArray(x))).isFalse();
  }

  private static short top(float value) {
    return (short) (Float.floatToRawIntBits(value) >>> Short.SIZE);
  }
}
