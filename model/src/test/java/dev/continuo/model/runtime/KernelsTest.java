package dev.continuo.model.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class KernelsTest {

  private final List<Kernels> all =
      List.of(new PlainKernels(), new VectorKernels(), new VectorKernels(false));

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
    for (Kernels kernels : all) {
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
  void int8PanelsAreThoseOfTheDefinition(
      @ForAll @IntRange(min = 1, max = 170) int columns,
      @ForAll @IntRange(min = 1, max = 15) int tokens,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] x = floats(random, tokens * columns);
    for (Kernels kernels : all) {
      int rows = kernels.panelRows();
      int blocks = (columns + Kernels.BLOCK - 1) / Kernels.BLOCK;
      byte[] values = new byte[blocks * Kernels.BLOCK * rows];
      random.nextBytes(values);
      float[] scales = floats(random, blocks * rows);
      float[] scratch = new float[Kernels.BLOCK * rows];
      float[] sums = new float[tokens * rows];
      kernels.multiplyBlocks(values, scales, columns, x, tokens, sums, scratch);
      for (int t = 0; t < tokens; t++) {
        float[] one = Arrays.copyOfRange(x, t * columns, (t + 1) * columns);
        float[] single = new float[rows];
        kernels.multiplyBlocks(values, scales, columns, one, 1, single, scratch);
        for (int row = 0; row < rows; row++) {
          double expected = 0;
          for (int i = 0; i < columns; i++) {
            double weight = values[i * rows + row];
            expected += weight * scales[i / Kernels.BLOCK * rows + row] * one[i];
          }
          assertThat((double) single[row]).isCloseTo(expected, within(1e-2));
          assertThat(sums[t * rows + row]).isEqualTo(single[row]);
        }
      }
    }
  }

  @Property(tries = 100)
  void columnsAreThoseOfTheDefinition(
      @ForAll @IntRange(min = 1, max = 7) int units,
      @ForAll @IntRange(min = 1, max = 70) int steps,
      @ForAll @IntRange(min = 1, max = Kernels.TILE) int tokens,
      @ForAll long seed) {
    Random random = new Random(seed);
    for (Kernels kernels : all) {
      int rows = units * kernels.panelStep();
      int stride = rows + 1;
      float[] weights = floats(random, 1 + steps * stride);
      float[] x = floats(random, 2 + tokens * (steps + 1));
      float[] y = new float[1 + tokens * rows];
      kernels.multiplyColumns(weights, 1, rows, stride, steps, x, 2, steps + 1, tokens, y, 1, rows);
      float[] single = new float[rows];
      for (int t = 0; t < tokens; t++) {
        Arrays.fill(single, 0);
        int xAt = 2 + t * (steps + 1);
        kernels.multiplyColumns(weights, 1, rows, stride, steps, x, xAt, 0, 1, single, 0, rows);
        for (int row = 0; row < rows; row++) {
          double expected = 0;
          for (int i = 0; i < steps; i++) {
            expected += (double) weights[1 + i * stride + row] * x[xAt + i];
          }
          assertThat((double) single[row]).isCloseTo(expected, within(1e-4));
          assertThat(y[1 + t * rows + row]).isEqualTo(single[row]);
        }
      }
    }
  }

  @Property(tries = 100)
  void pairsOfBfloat16GiveTheBitsOfColumnsOfFloats(
      @ForAll @IntRange(min = 1, max = 7) int units,
      @ForAll @IntRange(min = 1, max = 35) int pairs,
      @ForAll long seed) {
    Random random = new Random(seed);
    for (Kernels kernels : all) {
      int rows = units * kernels.panelStep();
      int[] packed = new int[1 + pairs * rows];
      float[] columns = new float[1 + 2 * pairs * rows];
      for (int i = 0; i < pairs; i++) {
        for (int row = 0; row < rows; row++) {
          short low = HalfType.BFLOAT16.ofFloat((float) random.nextGaussian());
          short high = HalfType.BFLOAT16.ofFloat((float) random.nextGaussian());
          packed[1 + i * rows + row] = (low & 0xffff) | (high << 16);
          columns[1 + 2 * i * rows + row] = HalfType.BFLOAT16.toFloat(low);
          columns[1 + (2 * i + 1) * rows + row] = HalfType.BFLOAT16.toFloat(high);
        }
      }
      float[] x = floats(random, 2 + 2 * pairs);
      float[] found = new float[1 + rows];
      kernels.multiplyPairs(packed, 1, rows, pairs, x, 2, found, 1);
      float[] expected = new float[1 + rows];
      kernels.multiplyColumns(columns, 1, rows, rows, 2 * pairs, x, 2, 0, 1, expected, 1, 0);
      assertThat(found).isEqualTo(expected);
    }
  }

  @Property(tries = 100)
  void functionsAreThoseOfTheDefinition(
      @ForAll @IntRange(min = 1, max = 40) int length, @ForAll long seed) {
    Random random = new Random(seed);
    float[] x = floats(random, length + 2);
    for (int i = 0; i < x.length; i++) {
      x[i] *= 12;
    }
    float[] up = floats(random, length + 2);
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 2; i < x.length; i++) {
      most = Math.max(most, x[i]);
    }
    for (Kernels kernels : all) {
      float[] gated = x.clone();
      kernels.swiGlu(gated, up, 2, length);
      float[] gelu = x.clone();
      kernels.gelu(gelu, 2, length);
      float[] exponentials = x.clone();
      double sum = kernels.exponentials(exponentials, 2, length);
      double expectedSum = 0;
      for (int i = 2; i < x.length; i++) {
        double z = x[i];
        double silu = z / (1 + Math.exp(-z)) * up[i];
        assertThat((double) gated[i]).isCloseTo(silu, within(1e-6 * Math.max(1, Math.abs(silu))));
        double u = Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z);
        double expected = 0.5 * z * (1 + Math.tanh(u));
        assertThat((double) gelu[i])
            .isCloseTo(expected, within(2e-6 * Math.max(1, Math.abs(expected))));
        double exponential = Math.exp(z - most);
        assertThat((double) exponentials[i]).isCloseTo(exponential, within(1e-6));
        expectedSum += exponential;
      }
      assertThat(sum).isCloseTo(expectedSum, within(1e-6 * length));
      assertThat(gated).startsWith(x[0], x[1]);
    }
  }

  @Property(tries = 100)
  void halfFloatsAreWidenedExactly(
      @ForAll @IntRange(min = 1, max = 40) int length, @ForAll long seed) {
    Random random = new Random(seed);
    short[] bits = new short[length];
    for (int i = 0; i < length; i++) {
      bits[i] =
          Float.floatToFloat16((float) (random.nextGaussian() * Math.exp(-random.nextInt(20))));
    }
    for (Kernels kernels : all) {
      float[] found = new float[length];
      kernels.widen(
          MemorySegment.ofArray(bits), 0, HalfType.FLOAT16, MemorySegment.ofArray(found), length);
      float[] brain = new float[length];
      kernels.widen(
          MemorySegment.ofArray(bits), 0, HalfType.BFLOAT16, MemorySegment.ofArray(brain), length);
      for (int i = 0; i < length; i++) {
        assertThat(found[i]).isEqualTo(Float.float16ToFloat(bits[i]));
        assertThat(brain[i]).isEqualTo(Float.intBitsToFloat(bits[i] << 16));
      }
    }
  }

  @Property(tries = 1000)
  void bfloat16IsTheNearest(@ForAll float value) {
    float rounded = HalfType.BFLOAT16.toFloat(HalfType.BFLOAT16.ofFloat(value));
    int bits = Float.floatToRawIntBits(value) & 0xffff_0000;
    double below = Math.abs((double) value - Float.intBitsToFloat(bits));
    double above = Math.abs((double) value - Float.intBitsToFloat(bits + 0x1_0000));
    if (Double.isFinite(above)) {
      assertThat(Math.abs((double) value - rounded)).isEqualTo(Math.min(below, above));
    }
  }

  @Property(tries = 100)
  void sumsAreThoseOfTheDefinition(
      @ForAll @IntRange(min = 0, max = 70) int length, @ForAll long seed) {
    Random random = new Random(seed);
    float[] x = floats(random, length + 3);
    float[] sum = floats(random, length + 2);
    for (Kernels kernels : all) {
      float[] found = sum.clone();
      kernels.addScaled(found, 2, x, 3, 0.5f, length);
      for (int i = 0; i < length; i++) {
        assertThat(found[i + 2]).isCloseTo(sum[i + 2] + 0.5f * x[i + 3], within(1e-6f));
      }
      assertThat(found[0]).isEqualTo(sum[0]);
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
