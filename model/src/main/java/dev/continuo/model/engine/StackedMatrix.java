package dev.continuo.model.engine;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.kernel.LeftMatrix;
import dev.continuo.model.kernel.Product;
import dev.continuo.model.kernel.RightMatrix;
import dev.continuo.model.kernel.TurnedRows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * One or more weights (outputs, inputs) with the same inputs, stacked by rows and used as one
 * matrix W (O, I), with their gradients. Both ways through it, x·Wᵀ and dy·W, have their own
 * rearranged copy in the format of products, made anew when the weights have moved.
 */
final class StackedMatrix {

  /** Rows that one task handles. */
  private static final int ROW_BLOCK = 64;

  /** Consecutive rows of one weight, the first of them being a row of W. */
  private record Rows(Parameter parameter, int first, int rowOfStack, int count) {}

  private final int inputs;
  private final int outputs;
  private final List<Rows> blocks = new ArrayList<>();
  private final RightMatrix forward;
  private final RightMatrix backward;

  StackedMatrix(ScalarType type, int inputs, List<Parameter> parameters) {
    this.inputs = inputs;
    int row = 0;
    for (Parameter parameter : parameters) {
      int count = Math.toIntExact(parameter.elements() / inputs);
      for (int first = 0; first < count; first += ROW_BLOCK) {
        int some = Math.min(ROW_BLOCK, count - first);
        blocks.add(new Rows(parameter, first, row, some));
        row += some;
      }
    }
    outputs = row;
    forward = new RightMatrix(type, outputs).ofDepth(inputs);
    backward = new RightMatrix(type, inputs).ofDepth(outputs);
  }

  int outputs() {
    return outputs;
  }

  /** x (rows, I) to y (rows, O): x·Wᵀ, the rows of y being consecutive. */
  void forward(LeftMatrix x, int rows, float[] y, int start, boolean add) {
    Product.multiply(x, rows, forward, y, start, outputs, add);
  }

  /** dy (rows, O) to dx (rows, I): dy·W. */
  void backward(LeftMatrix dy, int rows, float[] dx, int start, boolean add) {
    Product.multiply(dy, rows, backward, dx, start, inputs, add);
  }

  /** How many tasks {@link #refresh} has. */
  int refreshTasks() {
    return Math.ceilDiv(outputs, ROW_BLOCK);
  }

  /** Takes over a part of the weights as they are now. */
  void refresh(int task, Scratch scratch) {
    int first = task * ROW_BLOCK;
    int count = Math.min(ROW_BLOCK, outputs - first);
    float[] rows = scratch.rows(count * inputs);
    for (Rows block : blocks) {
      int from = Math.max(first, block.rowOfStack);
      int some = Math.min(first + count, block.rowOfStack + block.count) - from;
      if (some > 0) {
        long source = (long) (block.first + from - block.rowOfStack) * inputs * Float.BYTES;
        int target = (from - first) * inputs;
        MemorySegment weight = block.parameter.weight();
        MemorySegment.copy(weight, ValueLayout.JAVA_FLOAT, source, rows, target, some * inputs);
      }
    }
    forward.putColumns(first, count, rows, 0, inputs);
    backward.putRows(first, count, rows, 0, inputs);
  }

  /** How many tasks {@link #addGradient} has. */
  int gradientTasks() {
    return blocks.size();
  }

  /** Adds a part of dyᵀ·x to the gradients: dy (N, O), x (N, I). */
  void addGradient(int task, TurnedRows dy, RightMatrix x) {
    Rows block = blocks.get(task);
    long start = (long) block.first * inputs;
    dy.multiply(block.rowOfStack, block.count, x, block.parameter.gradient(), start, true);
  }
}
