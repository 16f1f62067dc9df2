package dev.continuo.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorTileTest {

  /** A matrix that begins behind some columns of its rows. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Rows(float[] c, int start, int stride) implements VectorTile.Target {
    @Override
    public VectorTile.Target from(int column) {
      return new Rows(c, start + column, stride);
    }

    @Override
    public void get(int row, int column, int count, float[] to, int at) {
      System.arraycopy(c, start + row * stride + column, to, at, count);
    }

    @Override
    public void put(int row, int column, int count, float[] from, int at) {
      System.arraycopy(from, at, c, start + row * stride + column, count);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "4, 64, 3",
    "4, 16, 64",
    "7, 33, 20",
    "64, 64, 100",
    "65, 63, 5",
    "3, 200, 17"
  })
  void multipliesAndAdds(int rows, int columns, int depth) {
    Random random = new Random(1);
    float[] a = gaussian(random, rows * (depth + 2));
    float[] b = gaussian(random, depth * (columns + 3) + 1);
    for (boolean add : new boolean[] {false, true}) {
      float[] c = gaussian(random, 5 + rows * (columns + 4));
      float[] before = c.clone();
      VectorTile.ofThread()
          .multiply(
              rows,
              columns,
              depth,
              bits(a),
              1,
              depth + 2,
              bits(b),
              1,
              columns + 3,
              new Rows(c, 5, columns + 4),
              add);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          int at = 5 + i * (columns + 4) + j;
          double sum = add ? before[at] : 0;
          for (int k = 0; k < depth; k++) {
            sum += (double) a[1 + i * (depth + 2) + k] * b[1 + k * (columns + 3) + j];
          }
          assertThat((double) c[at]).isCloseTo(sum, Offset.offset(1e-4));
          before[at] = c[at];
        }
      }
      assertThat(c).as("nothing else is touched").isEqualTo(before);
    }
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
