package dev.continuo.model.engine;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.RightMatrix;
import dev.continuo.model.kernel.TurnedRows;
import java.util.Arrays;

/**
 * The final norm, the logits and the loss, forward and backward at once, a chunk of rows after the
 * other: the whole table of logits never exists.
 */
final class OutputHead {

  /** Rows whose logits exist at a time. */
  static final int CHUNK = 512;

  private final Workspace workspace;
  private final NormWeight norm;
  private final StackedMatrix output; // (V, C)
  private final RightMatrix hidden; // (CHUNK, C)
  private final TurnedRows logitSlopes; // (CHUNK, V)
  private final int channels;
  private final int vocabulary;
  private double[] losses = {}; // (N)

  OutputHead(Workspace workspace, ScalarType type, NormWeight norm, StackedMatrix output) {
    this.workspace = workspace;
    this.norm = norm;
    this.output = output;
    channels = workspace.config().channels();
    vocabulary = workspace.config().vocabularySize();
    hidden = new RightMatrix(type, channels);
    logitSlopes = new TurnedRows(type, vocabulary);
  }

  /** What is done with one row of logits. */
  interface RowTask {
    void run(int row, float[] logits, int start);
  }

  /** The logits of each row of the last layer's x (N, C), handed on row by row. */
  void forward(float[] x, RowTask task) {
    workspace.eachBlock(
        (block, first, count) -> {
          Scratch scratch = workspace.scratch();
          float[] rows = scratch.rows(count * channels);
          for (int i = 0; i < count; i++) {
            norm.forward(x, (first + i) * channels, rows, i * channels);
          }
          float[] table = scratch.wide(count * vocabulary);
          output.forward(
              scratch.left().fill(rows, 0, channels, count, channels), count, table, 0, false);
          for (int i = 0; i < count; i++) {
            task.run(first + i, table, i * vocabulary);
          }
        });
  }

  /**
   * The loss of the rows whose target is not negative, and the gradient of x into the workspace's
   * slope.
   *
   * @param factor what each row's loss is multiplied by in the gradient
   * @return the sum of the rows' losses
   */
  double forwardBackward(float[] x, long[] targets, LossFunction loss, float factor) {
    int rows = workspace.rows();
    losses = losses.length < rows ? new double[rows] : losses;
    for (int start = 0; start < rows; start += CHUNK) {
      int from = start;
      int size = Math.min(CHUNK, rows - from);
      hidden.ofDepth(size);
      logitSlopes.ofCount(size);
      workspace.run(
          Math.ceilDiv(size, Workspace.ROW_BLOCK),
          task -> {
            int first = task * Workspace.ROW_BLOCK;
            int count = Math.min(Workspace.ROW_BLOCK, size - first);
            block(x, targets, loss, factor, from, first, count);
          });
      workspace.run(output.gradientTasks(), task -> output.addGradient(task, logitSlopes, hidden));
    }
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += losses[row];
    }
    return sum;
  }

  private void block(
      float[] x, long[] targets, LossFunction loss, float factor, int from, int first, int count) {
    Scratch scratch = workspace.scratch();
    float[] rows = scratch.rows(count * channels);
    float[] scales = scratch.inner(count);
    for (int i = 0; i < count; i++) {
      scales[i] = norm.forward(x, (from + first + i) * channels, rows, i * channels);
    }
    hidden.putRows(first, count, rows, 0, channels);
    float[] logits = scratch.wide(count * vocabulary);
    output.forward(
        scratch.left().fill(rows, 0, channels, count, channels), count, logits, 0, false);
    for (int i = 0; i < count; i++) {
      int row = from + first + i;
      int target = (int) targets[row];
      if (target < 0) {
        Arrays.fill(logits, i * vocabulary, (i + 1) * vocabulary, 0);
        losses[row] = 0;
      } else {
        losses[row] = loss.replaceByGradient(logits, i * vocabulary, vocabulary, target, factor);
      }
    }
    logitSlopes.putRows(first, count, logits, 0, vocabulary);
    output.backward(
        scratch.left().fill(logits, 0, vocabulary, count, vocabulary), count, rows, 0, false);
    int block = (from + first) / Workspace.ROW_BLOCK;
    for (int i = 0; i < count; i++) {
      int at = (from + first + i) * channels;
      norm.backward(block, rows, i * channels, x, at, scales[i], workspace.slope, at, false);
    }
  }
}
