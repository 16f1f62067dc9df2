package dev.continuo.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorTileTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 0",
    "4, 8, 3, 2",
    "4, 16, 64, 0",
    "7, 7, 20, 1",
    "64, 32, 100, 0",
    "64, 32, 100, 3",
    "65, 31, 5, 0",
    "3, 13, 17, 4"
  })
  void multipliesAndAdds(int rows, int most, int depth, int padding) {
    int columns = Math.min(most, VectorTile.COLUMNS);
    Random random = new Random(1);
    float[] a = gaussian(random, rows * (depth + 2));
    float[] b = gaussian(random, depth * (columns + padding) + 1);
    for (boolean add : new boolean[] {false, true}) {
      float[] c = gaussian(random, 5 + rows * (columns + 4));
      float[] before = c.clone();
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment result = arena.allocateFrom(ValueLayout.JAVA_FLOAT, c);
        VectorTile.multiply(
            rows,
            columns,
            depth,
            element(arena.allocateFrom(ValueLayout.JAVA_FLOAT, a), 1),
            depth + 2,
            element(arena.allocateFrom(ValueLayout.JAVA_FLOAT, b), 1),
            columns + padding,
            element(result, 5),
            columns + 4,
            add);
        c = result.toArray(ValueLayout.JAVA_FLOAT);
      }
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          int at = 5 + i * (columns + 4) + j;
          double sum = add ? before[at] : 0;
          for (int k = 0; k < depth; k++) {
            sum += (double) a[1 + i * (depth + 2) + k] * b[1 + k * (columns + padding) + j];
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

  private static long element(MemorySegment floats, int index) {
    return floats.address() + (long) index * Float.BYTES;
  }
}
