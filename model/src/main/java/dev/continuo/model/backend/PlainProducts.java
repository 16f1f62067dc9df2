package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.floats;
import static dev.continuo.model.backend.PlainMemory.get;
import static dev.continuo.model.backend.PlainMemory.set;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Products of matrices, row by row. */
interface PlainProducts extends Backend {

  @Override
  default void multiply(
      Matrix left, Matrix right, @Nullable Matrix addend, Matrix result, int batch) {
    int width = result.width();
    int depth = left.width();
    for (int each = 0; each < batch; each++) {
      int matrix = each;
      float[][] rows = new float[depth][];
      for (int k = 0; k < depth; k++) {
        rows[k] = row(right, matrix, k);
      }
      IntStream.range(0, result.height())
          .parallel()
          .forEach(
              i -> {
                float[] factors = row(left, matrix, i);
                double[] sums = new double[width];
                for (int k = 0; k < depth; k++) {
                  double factor = factors[k];
                  float[] row = rows[k];
                  for (int j = 0; j < width; j++) {
                    sums[j] += factor * row[j];
                  }
                }
                for (int j = 0; j < width; j++) {
                  double there =
                      addend == null ? 0 : get(addend.buffer(), at(addend, matrix, i, j));
                  set(result.buffer(), at(result, matrix, i, j), there + sums[j]);
                }
              });
    }
  }

  private static long at(Matrix matrix, int each, long row, long column) {
    long start = matrix.offset() + each * matrix.batchStride();
    return start
        + (matrix.transposed() ? column * matrix.stride() + row : row * matrix.stride() + column);
  }

  private static float[] row(Matrix matrix, int each, int row) {
    if (!matrix.transposed()) {
      return floats(matrix.buffer(), at(matrix, each, row, 0), matrix.width());
    }
    float[] values = new float[matrix.width()];
    for (int column = 0; column < values.length; column++) {
      values[column] = get(matrix.buffer(), at(matrix, each, row, column));
    }
    return values;
  }

  @Override
  default void addBias(Buffer bias, Buffer y, int rows, int channels) {
    for (long i = 0; i < (long) rows * channels; i++) {
      set(y, i, (double) get(y, i) + get(bias, i % channels));
    }
  }

  @Override
  default void biasBackward(Buffer dy, Buffer dBias, boolean add, int rows, int channels) {
    for (int channel = 0; channel < channels; channel++) {
      double sum = add ? get(dBias, channel) : 0;
      for (int row = 0; row < rows; row++) {
        sum += get(dy, (long) row * channels + channel);
      }
      set(dBias, channel, sum);
    }
  }
}
