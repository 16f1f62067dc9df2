package dev.continuo.model.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The inner loops in plain Java, for where the Vector API is not enabled. */
final class PlainKernels implements Kernels {

  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int PANEL_ROWS = 8;

  @Override
  public void multiply(
      MemorySegment weights,
      int columns,
      int fromRow,
      int toRow,
      float[] x,
      int tokens,
      float[] y,
      int yAt,
      int yStride) {
    float[] row = new float[columns];
    for (int r = fromRow; r < toRow; r++) {
      MemorySegment.copy(weights, FLOAT, (long) r * columns * Float.BYTES, row, 0, columns);
      for (int t = 0; t < tokens; t++) {
        y[yAt + t * yStride + r - fromRow] = dot(row, 0, x, t * columns, columns);
      }
    }
  }

  @Override
  public int panelRows() {
    return PANEL_ROWS;
  }

  @Override
  public int panelStep() {
    return PANEL_ROWS;
  }

  @Override
  public void multiplyBlocks(
      byte[] values,
      float[] scales,
      int columns,
      float[] x,
      int tokens,
      float[] sums,
      float[] scratch) {
    int w = 0;
    int s = 0;
    for (int column = 0; column < columns; column += BLOCK) {
      int count = Math.min(BLOCK, columns - column);
      for (int i = 0; i < count * PANEL_ROWS; i++) {
        scratch[i] = values[w + i];
      }
      for (int token = 0; token < tokens; token++) {
        int xAt = token * columns + column;
        for (int row = 0; row < PANEL_ROWS; row++) {
          float sum = column(scratch, row, PANEL_ROWS, count, x, xAt);
          sums[token * PANEL_ROWS + row] += sum * scales[s + row];
        }
      }
      w += BLOCK * PANEL_ROWS;
      s += PANEL_ROWS;
    }
  }

  @Override
  public void multiplyColumns(
      float[] weights,
      int at,
      int rows,
      int stride,
      int steps,
      float[] x,
      int xAt,
      int xStride,
      int tokens,
      float[] y,
      int yAt,
      int yStride) {
    for (int token = 0; token < tokens; token++) {
      for (int row = 0; row < rows; row++) {
        y[yAt + token * yStride + row] +=
            column(weights, at + row, stride, steps, x, xAt + token * xStride);
      }
    }
  }

  @Override
  public void multiplyPairs(
      int[] weights, int at, int rows, int pairs, float[] x, int xAt, float[] y, int yAt) {
    for (int row = 0; row < rows; row++) {
      float sum = 0;
      for (int i = 0; i < pairs; i++) {
        int pair = weights[at + i * rows + row];
        sum += Float.intBitsToFloat(pair << 16) * x[xAt + 2 * i];
        sum += Float.intBitsToFloat(pair & 0xffff_0000) * x[xAt + 2 * i + 1];
      }
      y[yAt + row] += sum;
    }
  }

  private static float column(float[] weights, int at, int stride, int steps, float[] x, int xAt) {
    float sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += weights[at + i * stride] * x[xAt + i];
    }
    return sum;
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
  public float exponentials(float[] x, int start, int length) {
    float most = Float.NEGATIVE_INFINITY;
    for (int i = start; i < start + length; i++) {
      most = Math.max(most, x[i]);
    }
    float sum = 0;
    for (int i = start; i < start + length; i++) {
      x[i] = (float) Math.exp(x[i] - most);
      sum += x[i];
    }
    return sum;
  }

  @Override
  public void swiGlu(float[] gate, float[] up, int start, int length) {
    for (int i = start; i < start + length; i++) {
      gate[i] = gate[i] / (1 + (float) Math.exp(-gate[i])) * up[i];
    }
  }

  @Override
  public void gelu(float[] x, int start, int length) {
    for (int i = start; i < start + length; i++) {
      double z = x[i];
      double u = Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z);
      x[i] = (float) (0.5 * z * (1 + Math.tanh(u)));
    }
  }

  @Override
  public void softCap(float[] x, int start, int length, float cap) {
    for (int i = start; i < start + length; i++) {
      x[i] = cap * (float) Math.tanh(x[i] / cap);
    }
  }

  @Override
  public void widen(MemorySegment from, long offset, HalfType type, MemorySegment to, int count) {
    widen(from, offset, type, to, 0, count);
  }

  static void widen(
      MemorySegment from, long offset, HalfType type, MemorySegment to, int start, int end) {
    for (int i = start; i < end; i++) {
      short bits = from.get(SHORT, offset + (long) i * Short.BYTES);
      to.set(FLOAT, (long) i * Float.BYTES, type.toFloat(bits));
    }
  }
}
