package dev.continuo.model.runtime;

import java.lang.foreign.MemorySegment;

/**
 * The inner loops. Each result is summed in one fixed order, however many rows or tokens are asked
 * for at once, so that neither batching nor threads change a bit of it.
 */
sealed interface Kernels permits PlainKernels, VectorKernels {

  /** The fastest kernels of this machine: the Vector API where its module is enabled. */
  static Kernels best() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? new VectorKernels()
        : new PlainKernels();
  }

  /**
   * Multiplies rows of a matrix with each of some vectors: {@code y[t * yStride + row] =
   * weights[row] · x[t]}.
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
      int yStride);

  /** The dot product of two runs of floats. */
  float dot(float[] a, int aStart, float[] b, int bStart, int length);

  /** Adds a multiple of a run of floats to another. */
  void addScaled(float[] sum, int sumStart, float[] x, int xStart, float factor, int length);

  /** Whether every float is finite. */
  boolean areFinite(MemorySegment floats);
}
