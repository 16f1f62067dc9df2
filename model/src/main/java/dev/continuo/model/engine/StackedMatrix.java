package dev.continuo.model.engine;

import dev.continuo.model.kernel.Panels;
import dev.continuo.model.kernel.Product;
import dev.continuo.model.kernel.Sums;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * One or more weights (outputs, inputs) with the same inputs, stacked by rows and used as one
 * matrix W (O, I), with their gradients. Both ways through it, x·Wᵀ and dy·W, have their own
 * rearranged copy, made anew when the weights have moved.
 */
final class StackedMatrix {

  /** Rows of the gradient that one task computes. */
  private static final int ROW_BLOCK = 64;

  private static final int DEPTH_BLOCK = 512;

  private final int inputs;
  private final int outputs;
  private final List<Panels.Rows> weights = new ArrayList<>();
  private final List<Panels.Rows> gradients = new ArrayList<>();
  private final Panels forward;
  private final Panels backward;

  StackedMatrix(int inputs, List<Parameter> parameters) {
    this.inputs = inputs;
    int rows = 0;
    for (Parameter parameter : parameters) {
      int count = Math.toIntExact(parameter.elements() / inputs);
      weights.add(new Panels.Rows(parameter.weight(), count));
      gradients.add(new Panels.Rows(parameter.gradient(), count));
      rows += count;
    }
    outputs = rows;
    forward = new Panels(outputs).ofDepth(inputs);
    backward = new Panels(inputs).ofDepth(outputs);
  }

  int outputs() {
    return outputs;
  }

  int inputs() {
    return inputs;
  }

  /** x (rows, I) to y (rows, O): x·Wᵀ, the rows of both being consecutive. */
  void forward(Product product, float[] x, int xo, int rows, float[] y, int yo, boolean add) {
    product.multiply(x, xo, inputs, rows, forward, y, yo, outputs, add);
  }

  /** dy (rows, O) to dx (rows, I): dy·W. */
  void backward(Product product, float[] dy, int dyo, int rows, float[] dx, int dxo, boolean add) {
    product.multiply(dy, dyo, outputs, rows, backward, dx, dxo, inputs, add);
  }

  /** How many tasks {@link #refresh} has. */
  int refreshTasks() {
    return forward.count() + backward.count();
  }

  /** Takes over a part of the weights as they are now. */
  void refresh(int task) {
    if (task < forward.count()) {
      forward.fillTransposed(task, weights);
    } else {
      backward.fill(task - forward.count(), weights);
    }
  }

  /** How many tasks {@link #addGradient} has. */
  int gradientTasks() {
    return Math.ceilDiv(outputs, ROW_BLOCK);
  }

  /**
   * Adds a block of rows of dyᵀ·x to the gradient.
   *
   * @param dy (N, O), row-major
   * @param x (N, I), as panels
   * @param scratch of the working thread
   */
  void addGradient(int task, float[] dy, int count, Panels x, Scratch scratch) {
    int first = task * ROW_BLOCK;
    int rows = Math.min(ROW_BLOCK, outputs - first);
    float[] turned = scratch.turned(ROW_BLOCK * DEPTH_BLOCK);
    float[] result = scratch.result(ROW_BLOCK * inputs);
    for (int from = 0; from < count; from += DEPTH_BLOCK) {
      int depth = Math.min(DEPTH_BLOCK, count - from);
      for (int n = 0; n < depth; n++) {
        int source = (from + n) * outputs + first;
        for (int row = 0; row < rows; row++) {
          turned[row * DEPTH_BLOCK + n] = dy[source + row];
        }
      }
      scratch
          .product()
          .multiply(
              turned, 0, DEPTH_BLOCK, rows, x, inputs, from, depth, result, 0, inputs, from > 0);
    }
    for (int row = 0; row < rows; row++) {
      addRow(first + row, result, row * inputs);
    }
  }

  private void addRow(int row, float[] from, int start) {
    int passed = 0;
    for (Panels.Rows part : gradients) {
      if (row < passed + part.count()) {
        MemorySegment memory = part.memory();
        Sums.addTo(memory, (long) (row - passed) * inputs * Float.BYTES, from, start, inputs);
        return;
      }
      passed += part.count();
    }
  }
}
