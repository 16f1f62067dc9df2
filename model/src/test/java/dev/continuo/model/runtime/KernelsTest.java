package dev.continuo.model.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class KernelsTest {

  private final Kernels plain = new PlainKernels();
  private final Kernels vector = new VectorKernels();

  @Property(tries = 200)
  void productsAreThoseOfTheDefinition(
      @ForAll @IntRange(min = 1, max = 70) int columns,
      @ForAll @IntRange(min = 1, max = 11) int rows,
      @ForAll @IntRange(min = 1, max = 9) int tokens,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] weights = floats(random, rows * columns);
    float[] x = floats(random, tokens * columns);
    MemorySegment segment = MemorySegment.ofArray(weights);
    for (Kernels kernels : new Kernels[] {plain, vector}) {
      float[] y = new float[tokens * rows];
      kernels.multiply(segment, columns, 0, rows, x, tokens, y, 0, rows);
      float[] single = new float[rows];
      for (int t = 0; t < tokens; t++) {
        float[] one = Arrays.copyOfRange(x, t * columns, (t + 1) * columns);
        for (int r = 0; r < rows; r++) {
          double expected = 0;
          for (int i = 0; i < columns; i++) {
            expected += (double) weights[r * columns + i] * one[i];
          }
          assertThat((double) y[t * rows + r]).isCloseTo(expected, within(1e-4));
          assertThat(kernels.dot(weights, r * columns, x, t * columns, columns))
              .isEqualTo(y[t * rows + r]);
          kernels.multiply(segment, columns, r, r + 1, one, 1, single, r, rows);
          assertThat(single[r]).isEqualTo(y[t * rows + r]);
        }
      }
    }
  }

  @Property(tries = 100)
  void sumsAreThoseOfTheDefinition(
      @ForAll @IntRange(min = 0, max = 70) int length, @ForAll long seed) {
    Random random = new Random(seed);
    float[] x = floats(random, length + 3);
    float[] sum = floats(random, length + 2);
    for (Kernels kernels : new Kernels[] {plain, vector}) {
      float[] found = sum.clone();
      kernels.addScaled(found, 2, x, 3, 0.5f, length);
      for (int i = 0; i < length; i++) {
        assertThat(found[i + 2]).isCloseTo(sum[i + 2] + 0.5f * x[i + 3], within(1e-6f));
      }
      assertThat(found[0]).isEqualTo(sum[0]);
    }
  }

  @Property(tries = 100)
  void oneFloatThatIsNotFiniteIsFound(
      @ForAll @IntRange(min = 1, max = 70) int length, @ForAll long seed) {
    float[] x = floats(new Random(seed), length);
    int place = Math.floorMod(seed, length);
    for (Kernels kernels : new Kernels[] {plain, vector}) {
      x[place] = Float.MAX_VALUE;
      assertThat(kernels.areFinite(MemorySegment.ofArray(x))).isTrue();
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        x[place] = bad;
        assertThat(kernels.areFinite(MemorySegment.ofArray(x))).isFalse();
      }
    }
  }

  private static float[] floats(Random random, int length) {
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }
}
