package dev.continuo.model.runtime;

import dev.continuo.model.vector.VectorModule;
import java.lang.foreign.MemorySegment;

/**
 * The inner loops. Each result is summed in one fixed order, however many rows or tokens are asked
 * for at once, so that neither batching nor threads change a bit of it.
 *
 * <p>A <em>panel</em> holds P rows of a matrix column after column, so that its products need no
 * sums across lanes: each lane sums one row, from the first column to the last.
 */
sealed interface Kernels permits PlainKernels, VectorKernels {

  /** How many columns of an int8 row share a scale. */
  int BLOCK = 32;

  /** How many tokens {@link #multiplyColumns} takes at once. */
  int TILE = 4;

  /** The fastest kernels of this machine: the Vector API where its module is there. */
  static Kernels best() {
    return VectorModule.isPresent() ? new VectorKernels() : new PlainKernels();
  }

  /** P, the number of rows in a panel; a multiple of four. */
  int panelRows();

  /** Products of columns take a multiple of so many rows. */
  int panelStep();

  /**
   * Multiplies rows of a matrix with each of some vectors: {@code y[yAt + t * yStride + row -
   * fromRow] = weights[row] · x[t]}.
   *
   * @param weights float32, little-endian, (rows, columns)
   * @param x the vectors, (tokens, columns)
   */
  void multiply(
      MemorySegment weights,
      int columns,
      int fromRow,
      int toRow,
      float[] x,
      int tokens,
      float[] y,
      int yAt,
      int yStride);

  /**
   * Multiplies an int8 panel with each of some vectors. Each block of columns is summed by itself,
   * in order, and added to the sum so far times its scale.
   *
   * @param values the panel, its last block filled up with zeros
   * @param scales P scales for each block
   * @param x the vectors, (tokens, columns)
   * @param sums the results are added to this, (tokens, P)
   * @param scratch room for {@code BLOCK * P} floats
   */
  void multiplyBlocks(
      byte[] values,
      float[] scales,
      int columns,
      float[] x,
      int tokens,
      float[] sums,
      float[] scratch);

  /**
   * Multiplies float columns with up to {@link #TILE} vectors: {@code y[t][row] += Σ weights[step *
   * stride + row] · x[t][step]}, in the order of the steps.
   *
   * @param rows a multiple of {@link #panelStep}
   * @param stride from one step to the next, in {@code weights}
   * @param xStride from one vector to the next
   * @param y zeros before
   * @param yStride from one vector's results to the next's
   */
  void multiplyColumns(
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
      int yStride);

  /**
   * Multiplies columns of bfloat16 with a vector, two steps in each int: {@code y[row] += Σ
   * low(weights[i * rows + row]) · x[2i] + high(weights[i * rows + row]) · x[2i + 1]}, in the order
   * of the steps.
   *
   * @param rows a multiple of {@link #panelStep}
   * @param y zeros before
   */
  void multiplyPairs(
      int[] weights, int at, int rows, int pairs, float[] x, int xAt, float[] y, int yAt);

  /** The dot product of two runs of floats. */
  float dot(float[] a, int aStart, float[] b, int bStart, int length);

  /** Adds a multiple of a run of floats to another. */
  void addScaled(float[] sum, int sumStart, float[] x, int xStart, float factor, int length);

  /**
   * Replaces floats by the exponentials of their differences from the greatest, and gives the sum
   * of these: softmax before its division.
   */
  float exponentials(float[] x, int start, int length);

  /** Replaces each gate by silu(gate) · up, with silu(z) = z / (1 + exp(-z)). */
  void swiGlu(float[] gate, float[] up, int start, int length);

  /** Replaces each float by its GELU, in the form with the hyperbolic tangent. */
  void gelu(float[] x, int start, int length);

  /** Replaces each x by cap·tanh(x/cap). */
  void softCap(float[] x, int start, int length, float cap);

  /** Widens little-endian numbers of 16 bits to float32. */
  void widen(MemorySegment from, long offset, HalfType type, MemorySegment to, int count);
}
