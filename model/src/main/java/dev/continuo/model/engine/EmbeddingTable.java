package dev.continuo.model.engine;

import dev.continuo.model.kernel.Sums;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The rows of a table (V, C) by id, forward and backward. */
final class EmbeddingTable {

  /** Channels that one task adds up, so that each sum has one order. */
  private static final int STRIPE = 64;

  private final MemorySegment weight;
  private final MemorySegment gradient;
  private final int channels;

  EmbeddingTable(Parameter parameter, int channels) {
    weight = parameter.weight();
    gradient = parameter.gradient();
    this.channels = channels;
  }

  /** The rows of a block of ids into x (N, C). */
  void forward(long[] ids, int first, int count, float[] x) {
    for (int row = first; row < first + count; row++) {
      long source = ids[row] * channels * Float.BYTES;
      MemorySegment.copy(weight, ValueLayout.JAVA_FLOAT, source, x, row * channels, channels);
    }
  }

  int gradientTasks() {
    return Math.ceilDiv(channels, STRIPE);
  }

  /** Adds a stripe of x's gradient (N, C) to the gradients of the ids' rows. */
  void addGradient(int task, long[] ids, int count, float[] slope) {
    int first = task * STRIPE;
    int width = Math.min(STRIPE, channels - first);
    for (int row = 0; row < count; row++) {
      long target = (ids[row] * channels + first) * Float.BYTES;
      Sums.addTo(gradient, target, slope, row * channels + first, width);
    }
  }
}
