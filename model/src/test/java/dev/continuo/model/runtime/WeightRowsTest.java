package dev.continuo.model.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.weights.DataType;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.Stream;
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
  @Property(tries = 20)
  void oneScaleThatIsNotFiniteIsFound(
      @ForAll @IntRange(min = 1, max = 5_000) int blocks, @ForAll long seed) {
    Random random = new Random(seed);
    Stream.of(DataType.values())
        .filter(DataType::isQuantized)
        .forEach(type -> type.scalePlaces().forEach(place -> check(type, place, blocks, random)));
  }

  private static void check(DataType type, int place, int blocks, Random random) {
    int stride = type.blockBytes() / Short.BYTES;
    short[] x = new short[blocks * stride];
    for (int i = 0; i < x.length; i++) {
      boolean scale = type.scalePlaces().contains(i % stride * Short.BYTES);
      x[i] = scale ? FLOAT16_MOST : (short) random.nextInt();
    }
    assertThat(WeightRows.areFinite(type, MemorySegment.ofArray(x))).as(type.name()).isTrue();
    x[random.nextInt(blocks) * stride + place / Short.BYTES] = FLOAT16_INFINITY;
    assertThat(WeightRows.areFinite(type, MemorySegment.ofArray(x))).as(type.name()).isFalse();
  }

  private static short top(float value) {
    return (short) (Float.floatToRawIntBits(value) >>> Short.SIZE);
  }
}
