package dev.continuo.model.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The inner loops in plain Java, for where the Vector API is not enabled. */
final class PlainKernels implements Kernels {

  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public void multiply(
      MemorySegment weights,
      int columns,
      int fromRow,
      int toRow,
      float[] x,
      int tokens,
      float[] y,
      int yStride) {
    float[] row = new float[columns];
    for (int r = fromRow; r < toRow; r++) {
      MemorySegment.copy(weights, FLOAT, (long) r * columns * Float.BYTES, row, 0, columns);
      for (int t = 0; t < tokens; t++) {
        y[t * yStride + r] = dot(row, 0, x, t * columns, columns);
      }
    }
  }

  @Override
  public float dot(float[] a, int aStart, float[] b, int bStart, int length) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i + 4 <= length; i += 4) {
      sum0 += a[aStart + i] * b[bStart + i];
      sum1 += a[aStart + i + 1] * b[bStart + i + 1];
      sum2 += a[aStart + i + 2] * b[bStart + i + 2];
      sum3 += a[aStart + i + 3] * b[bStart + i + 3];
    }
    for (; i < length; i++) {
      sum0 += a[aStart + i] * b[bStart + i];
    }
    return (sum0 + sum2) + (sum1 + sum3);
  }

  @Override
  public void addScaled(
      float[] sum, int sumStart, float[] x, int xStart, float factor, int length) {
    for (int i = 0; i < length; i++) {
      sum[sumStart + i] += factor * x[xStart + i];
    }
  }

  @Override
  public boolean areFinite(MemorySegment floats) {
    for (long i = 0; i < floats.byteSize(); i += Float.BYTES) {
      if (!Float.isFinite(floats.get(FLOAT, i))) {
        return false;
      }
    }
    return true;
  }
}
