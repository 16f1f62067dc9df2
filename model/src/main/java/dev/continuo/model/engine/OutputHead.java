package dev.continuo.model.engine;

import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.Panels;
import java.util.Arrays;

/**
 * The final norm, the logits and the loss, forward and backward at once, a chunk of rows after the
 * other: the whole table of logits never exists.
 */
final class OutputHead {

  /** Rows whose logits exist at a time. */
  private static final int CHUNK = 512;

  private final Workspace workspace;
  private final NormWeight norm;
  private final StackedMatrix output; // (V, C)
  private final Panels hiddenPanels;
  private final int channels;
  private final int vocabulary;
  private float[] logits = {}; // (CHUNK, V)
  private double[] losses = {}; // (N)

  OutputHead(Workspace workspace, NormWeight norm, StackedMatrix output) {
    this.workspace = workspace;
    this.norm = norm;
    this.output = output;
    channels = workspace.config().channels();
    vocabulary = workspace.config().vocabularySize();
    hiddenPanels = new Panels(channels);
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
          float[] hidden = scratch.rows(count * channels);
          for (int i = 0; i < count; i++) {
            norm.forward(x, (first + i) * channels, hidden, i * channels);
          }
          float[] table = scratch.result(count * vocabulary);
          output.forward(scratch.product(), hidden, 0, count, table, 0, false);
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
    int chunk = Math.min(CHUNK, rows);
    if (logits.length < chunk * vocabulary) {
      logits = new float[chunk * vocabulary];
    }
    losses = losses.length < rows ? new double[rows] : losses;
    for (int start = 0; start < rows; start += chunk) {
      int from = start;
      int size = Math.min(chunk, rows - from);
      hiddenPanels.ofDepth(size);
      workspace.run(
          Math.ceilDiv(size, Workspace.ROW_BLOCK),
          task -> {
            int first = task * Workspace.ROW_BLOCK;
            int count = Math.min(Workspace.ROW_BLOCK, size - first);
            block(x, targets, loss, factor, from, first, count);
          });
      workspace.run(
          output.gradientTasks(),
          task -> output.addGradient(task, logits, size, hiddenPanels, workspace.scratch()));
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
    float[] hidden = scratch.rows(count * channels);
    float[] scales = scratch.turned(count);
    for (int i = 0; i < count; i++) {
      int row = from + first + i;
      scales[i] = norm.forward(x, row * channels, hidden, i * channels);
      hiddenPanels.putRow(first + i, hidden, i * channels);
    }
    output.forward(scratch.product(), hidden, 0, count, logits, first * vocabulary, false);
    for (int i = 0; i < count; i++) {
      int row = from + first + i;
      int start = (first + i) * vocabulary;
      int target = (int) targets[row];
      if (target < 0) {
        Arrays.fill(logits, start, start + vocabulary, 0);
        losses[row] = 0;
      } else {
        losses[row] = loss.replaceByGradient(logits, start, vocabulary, target, factor);
      }
    }
    output.backward(scratch.product(), logits, first * vocabulary, count, hidden, 0, false);
    for (int i = 0; i < count; i++) {
      int at = (from + first + i) * channels;
      int block = (from + first) / Workspace.ROW_BLOCK;
      norm.backward(block, hidden, i * channels, x, at, scales[i], workspace.slope, at, false);
    }
  }
}
