package dev.continuo.model.engine;

import dev.continuo.model.kernel.KeptRows;
import dev.continuo.model.kernel.SwiGlu;

/** x + down(silu(gate(n))·up(n)) with n = norm(x), forward and backward. */
final class FeedForwardHalf {

  private final Workspace workspace;
  private final NormWeight norm;
  private final StackedMatrix gateUp; // (2F, C)
  private final StackedMatrix down; // (C, F)
  private final int channels;
  private final int innerChannels;
  private final KeptRows opened; // (N, 2F): gate, then up

  private float[] scales = {}; // (N), 1/√(mean(x²) + ε)

  FeedForwardHalf(Workspace workspace, NormWeight norm, StackedMatrix gateUp, StackedMatrix down) {
    this.workspace = workspace;
    this.norm = norm;
    this.gateUp = gateUp;
    this.down = down;
    channels = workspace.config().channels();
    innerChannels = workspace.config().feedForwardChannels();
    opened = new KeptRows(workspace.type(), 2 * innerChannels);
  }

  void prepare() {
    int rows = workspace.rows();
    scales = scales.length < rows ? new float[rows] : scales;
    opened.ofCount(rows);
  }

  /** Releases the memory that grows with the batch. */
  void release() {
    scales = new float[0];
    opened.release();
  }

  /** y = x + feedForward(norm(x)), for a block of rows (N, C). */
  void forward(int first, int count, float[] x, float[] y) {
    Scratch scratch = workspace.scratch();
    float[] normed = scratch.rows(count * channels);
    for (int i = 0; i < count; i++) {
      int row = first + i;
      scales[row] = norm.forward(x, row * channels, normed, i * channels);
    }
    int width = 2 * innerChannels;
    float[] gateAndUp = scratch.wide(count * width);
    gateUp.forward(
        scratch.left().fill(normed, 0, channels, count, channels), count, gateAndUp, 0, false);
    opened.put(first, count, gateAndUp, 0);
    float[] inner = scratch.inner(count * innerChannels);
    for (int i = 0; i < count; i++) {
      SwiGlu.forward(
          gateAndUp,
          i * width,
          gateAndUp,
          i * width + innerChannels,
          innerChannels,
          inner,
          i * innerChannels);
    }
    System.arraycopy(x, first * channels, y, first * channels, count * channels);
    down.forward(
        scratch.left().fill(inner, 0, innerChannels, count, innerChannels),
        count,
        y,
        first * channels,
        true);
  }

  /** From y's gradient to x's, for a block of rows; what the weights' gradients need is put by. */
  void backward(int block, int first, int count, float[] x) {
    Scratch scratch = workspace.scratch();
    float[] slope = workspace.slope;
    int at = first * channels;
    workspace.resultSlopes.putRows(first, count, slope, at, channels);

    float[] inner = scratch.inner(count * innerChannels);
    down.backward(
        scratch.left().fill(slope, at, channels, count, channels), count, inner, 0, false);
    int width = 2 * innerChannels;
    float[] openedSlope = scratch.wide(count * width);
    opened.take(first, count, openedSlope, 0);
    for (int i = 0; i < count; i++) {
      int gate = i * width;
      int up = gate + innerChannels;
      SwiGlu.backward(
          inner,
          i * innerChannels,
          openedSlope,
          gate,
          openedSlope,
          up,
          innerChannels,
          openedSlope,
          gate,
          openedSlope,
          up);
    }
    workspace.inner.putRows(first, count, inner, 0, innerChannels);
    workspace.openedSlopes.putRows(first, count, openedSlope, 0, width);

    float[] normedSlope = scratch.rows(count * channels);
    gateUp.backward(
        scratch.left().fill(openedSlope, 0, width, count, width), count, normedSlope, 0, false);
    for (int i = 0; i < count; i++) {
      int place = (first + i) * channels;
      float scale = scales[first + i];
      norm.backward(block, normedSlope, i * channels, x, place, scale, slope, place, true);
      norm.scale(x, place, scale, normedSlope, i * channels);
    }
    workspace.normed.putRows(first, count, normedSlope, 0, channels);
  }

  int gradientTasks() {
    return gateUp.gradientTasks() + down.gradientTasks();
  }

  void addGradient(int task) {
    if (task < gateUp.gradientTasks()) {
      gateUp.addGradient(task, workspace.openedSlopes, workspace.normed);
    } else {
      down.addGradient(task - gateUp.gradientTasks(), workspace.resultSlopes, workspace.inner);
    }
  }
}
