package dev.continuo.model.engine;

import dev.continuo.model.kernel.SwiGlu;

/** x + down(silu(gate(n))·up(n)) with n = norm(x), forward and backward. */
final class FeedForwardHalf {

  private final Workspace workspace;
  private final NormWeight norm;
  private final StackedMatrix gateUp; // (2F, C)
  private final StackedMatrix down; // (C, F)
  private final int channels;
  private final int innerChannels;

  private int capacity;
  private float[] scales = {}; // (N), 1/√(mean(x²) + ε)
  private float[] opened = {}; // (N, 2F): gate, then up

  FeedForwardHalf(Workspace workspace, NormWeight norm, StackedMatrix gateUp, StackedMatrix down) {
    this.workspace = workspace;
    this.norm = norm;
    this.gateUp = gateUp;
    this.down = down;
    channels = workspace.config().channels();
    innerChannels = workspace.config().feedForwardChannels();
  }

  void prepare() {
    int rows = workspace.rows();
    if (rows > capacity) {
      scales = new float[rows];
      opened = new float[rows * 2 * innerChannels];
      capacity = rows;
    }
  }

  /** y = x + feedForward(norm(x)), for a block of rows (N, C). */
  void forward(int first, int count, float[] x, float[] y) {
    Scratch scratch = workspace.scratch();
    float[] normed = scratch.rows(count * channels);
    for (int i = 0; i < count; i++) {
      int row = first + i;
      scales[row] = norm.forward(x, row * channels, normed, i * channels);
    }
    int start = first * 2 * innerChannels;
    gateUp.forward(scratch.product(), normed, 0, count, opened, start, false);
    float[] inner = scratch.result(count * innerChannels);
    for (int i = 0; i < count; i++) {
      int gate = start + i * 2 * innerChannels;
      SwiGlu.forward(
          opened, gate, opened, gate + innerChannels, innerChannels, inner, i * innerChannels);
    }
    System.arraycopy(x, first * channels, y, first * channels, count * channels);
    down.forward(scratch.product(), inner, 0, count, y, first * channels, true);
  }

  /** From y's gradient to x's, for a block of rows; the inputs of both matrices are put aside. */
  void backward(int block, int first, int count, float[] x) {
    Scratch scratch = workspace.scratch();
    float[] inner = workspace.inner;
    float[] slopes = workspace.gateUpSlope;
    int at = first * channels;
    down.backward(
        scratch.product(), workspace.slope, at, count, inner, first * innerChannels, false);
    for (int row = first; row < first + count; row++) {
      int gate = row * 2 * innerChannels;
      int up = gate + innerChannels;
      int place = row * innerChannels;
      SwiGlu.backward(
          inner, place, opened, gate, opened, up, innerChannels, slopes, gate, slopes, up);
      workspace.innerPanels.putRow(row, inner, place);
    }
    float[] normedSlope = scratch.rows(count * channels);
    gateUp.backward(
        scratch.product(), slopes, first * 2 * innerChannels, count, normedSlope, 0, false);
    // The down matrix's gradient needs y's gradient, which is x's before the norm's part is added.
    System.arraycopy(workspace.slope, at, workspace.resultSlope, at, count * channels);
    for (int i = 0; i < count; i++) {
      int row = first + i;
      int place = row * channels;
      norm.backward(
          block, normedSlope, i * channels, x, place, scales[row], workspace.slope, place, true);
      norm.scale(x, place, scales[row], normedSlope, i * channels);
      workspace.channelPanels.putRow(row, normedSlope, i * channels);
    }
  }

  int gradientTasks() {
    return gateUp.gradientTasks() + down.gradientTasks();
  }

  void addGradient(int task) {
    int rows = workspace.rows();
    if (task < gateUp.gradientTasks()) {
      gateUp.addGradient(
          task, workspace.gateUpSlope, rows, workspace.channelPanels, workspace.scratch());
    } else {
      down.addGradient(
          task - gateUp.gradientTasks(),
          workspace.resultSlope,
          rows,
          workspace.innerPanels,
          workspace.scratch());
    }
  }
}
