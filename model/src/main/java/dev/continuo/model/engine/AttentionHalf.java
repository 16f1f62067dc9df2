package dev.continuo.model.engine;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Sizes;
import dev.continuo.model.kernel.CausalAttention.Head;
import dev.continuo.model.kernel.KeptRows;
import dev.continuo.model.kernel.LeftMatrix;
import org.jspecify.annotations.Nullable;

/**
 * x + attention(norm(x)), forward and backward, with what the way back needs kept: grouped-query
 * causal attention with rotary positions and, for Qwen 3, normalized queries and keys.
 */
final class AttentionHalf {

  private final ModelConfig config;
  private final Workspace workspace;
  private final NormWeight norm;
  private final StackedMatrix projection; // ((H+2K)·D, C)
  private final StackedMatrix output; // (C, H·D)
  private final @Nullable NormWeight queryNorm;
  private final @Nullable NormWeight keyNorm;
  private final int headSize;
  private final int queryChannels; // H·D
  private final int turnedChannels; // (H+K)·D
  private final int projectedChannels; // (H+2K)·D
  private final KeptRows projected; // (N, (H+2K)·D)
  private final KeptRows mixed; // (N, H·D)

  private float[] scales = {}; // (N), 1/√(mean(x²) + ε)
  private float[] logSums = {}; // (N, H)

  AttentionHalf(
      Workspace workspace,
      NormWeight norm,
      StackedMatrix projection,
      StackedMatrix output,
      @Nullable NormWeight queryNorm,
      @Nullable NormWeight keyNorm) {
    this.workspace = workspace;
    this.norm = norm;
    this.projection = projection;
    this.output = output;
    this.queryNorm = queryNorm;
    this.keyNorm = keyNorm;
    config = workspace.config();
    headSize = config.headSize();
    queryChannels = config.headCount() * headSize;
    turnedChannels = queryChannels + config.keyValueHeadCount() * headSize;
    projectedChannels = turnedChannels + config.keyValueHeadCount() * headSize;
    projected = new KeptRows(workspace.type(), projectedChannels);
    mixed = new KeptRows(workspace.type(), queryChannels);
  }

  void prepare() {
    int rows = workspace.rows();
    scales = scales.length < rows ? new float[rows] : scales;
    int sums = Sizes.arrayLength(rows, config.headCount());
    logSums = logSums.length < sums ? new float[sums] : logSums;
    projected.ofCount(rows);
    mixed.ofCount(rows);
  }

  /** Releases the memory that grows with the batch. */
  void release() {
    scales = new float[0];
    logSums = new float[0];
    projected.release();
    mixed.release();
  }

  /** A block of rows of x (N, C) to queries, keys and values. */
  void project(int first, int count, float[] x) {
    int channels = config.channels();
    Scratch scratch = workspace.scratch();
    float[] normed = scratch.rows(count * channels);
    for (int i = 0; i < count; i++) {
      int row = first + i;
      scales[row] = norm.forward(x, row * channels, normed, i * channels);
    }
    projection.forward(
        scratch.left().fill(normed, 0, channels, count, channels),
        count,
        workspace.projected,
        first * projectedChannels,
        false);
    projected.put(first, count, workspace.projected, first * projectedChannels);
    turn(first, count);
  }

  /** Queries and keys normalized and turned, for a block of rows. */
  private void turn(int first, int count) {
    for (int row = first; row < first + count; row++) {
      for (int head = 0; head < workspace.turnedHeads(); head++) {
        turnHead(row, head);
      }
    }
  }

  private void turnHead(int row, int head) {
    float[] source = workspace.projected;
    float[] target = workspace.turned;
    int from = row * projectedChannels + head * headSize;
    int to = row * turnedChannels + head * headSize;
    NormWeight headNorm = normOf(head);
    if (headNorm == null) {
      System.arraycopy(source, from, target, to, headSize);
    } else {
      workspace.headScales[row * workspace.turnedHeads() + head] =
          headNorm.forward(source, from, target, to);
    }
    workspace.rotation.forward(target, to, row % workspace.time());
  }

  /** Attention of the query heads of one key and value head in one sequence. */
  void attend(int task) {
    Heads heads = new Heads(task);
    workspace
        .scratch()
        .attention()
        .forward(
            workspace.time(),
            heads.queries(workspace.turned),
            heads.key(workspace.turned),
            heads.value(workspace.projected),
            heads.attended(workspace.mixed),
            heads.logSums(logSums));
  }

  /** y = x + attention's result through the output matrix, for a block of rows (N, C). */
  void finish(int first, int count, float[] x, float[] y) {
    int channels = config.channels();
    System.arraycopy(x, first * channels, y, first * channels, count * channels);
    LeftMatrix left = workspace.scratch().left();
    mixed.put(first, count, workspace.mixed, first * queryChannels);
    output.forward(
        left.fill(workspace.mixed, first * queryChannels, queryChannels, count, queryChannels),
        count,
        y,
        first * channels,
        true);
  }

  /**
   * The gradient of attention's result from that of y, for a block of rows, and what attention had
   * and gave once more.
   */
  void backwardFinish(int first, int count) {
    int channels = config.channels();
    float[] slope = workspace.slope;
    int at = first * channels;
    LeftMatrix left = workspace.scratch().left();
    output.backward(
        left.fill(slope, at, channels, count, channels),
        count,
        workspace.attendedSlope,
        first * queryChannels,
        false);
    workspace.attentionSlopes.putRows(first, count, slope, at, channels);
    projected.take(first, count, workspace.projected, first * projectedChannels);
    turn(first, count);
    mixed.take(first, count, workspace.mixed, first * queryChannels);
    workspace.attended.putRows(first, count, workspace.mixed, first * queryChannels, queryChannels);
  }

  int outputGradientTasks() {
    return output.gradientTasks();
  }

  void addOutputGradient(int task) {
    output.addGradient(task, workspace.attentionSlopes, workspace.attended);
  }

  /** The way back through {@link #attend}. */
  void backwardAttend(int task) {
    Heads heads = new Heads(task);
    float[] slopes = workspace.projectedSlope;
    workspace
        .scratch()
        .attention()
        .backward(
            workspace.time(),
            heads.queries(workspace.turned),
            heads.key(workspace.turned),
            heads.value(workspace.projected),
            heads.attended(workspace.mixed),
            heads.logSums(logSums),
            heads.attended(workspace.attendedSlope),
            heads.projectedQueries(slopes),
            heads.projectedKey(slopes),
            heads.value(slopes));
  }

  /** From the gradient of queries, keys and values to that of x, added to that of y. */
  void backwardProject(int block, int first, int count, float[] x) {
    int channels = config.channels();
    float[] slopes = workspace.projectedSlope;
    for (int row = first; row < first + count; row++) {
      for (int head = 0; head < workspace.turnedHeads(); head++) {
        turnBack(block, row, head);
      }
    }
    int start = first * projectedChannels;
    workspace.projectedSlopes.putRows(first, count, slopes, start, projectedChannels);
    Scratch scratch = workspace.scratch();
    float[] normedSlope = scratch.rows(count * channels);
    projection.backward(
        scratch.left().fill(slopes, start, projectedChannels, count, projectedChannels),
        count,
        normedSlope,
        0,
        false);
    for (int i = 0; i < count; i++) {
      int row = first + i;
      int at = row * channels;
      norm.backward(
          block, normedSlope, i * channels, x, at, scales[row], workspace.slope, at, true);
      norm.scale(x, at, scales[row], normedSlope, i * channels);
    }
    workspace.normed.putRows(first, count, normedSlope, 0, channels);
  }

  private void turnBack(int block, int row, int head) {
    int at = row * projectedChannels + head * headSize;
    float[] slopes = workspace.projectedSlope;
    workspace.rotation.backward(slopes, at, row % workspace.time());
    NormWeight headNorm = normOf(head);
    if (headNorm != null) {
      float scale = workspace.headScales[row * workspace.turnedHeads() + head];
      headNorm.backward(block, slopes, at, workspace.projected, at, scale, slopes, at, false);
    }
  }

  int projectionGradientTasks() {
    return projection.gradientTasks();
  }

  void addProjectionGradient(int task) {
    projection.addGradient(task, workspace.projectedSlopes, workspace.normed);
  }

  private @Nullable NormWeight normOf(int head) {
    return head < config.headCount() ? queryNorm : keyNorm;
  }

  /** Where the heads of one task lie: a key and value head in a sequence, and its queries. */
  private final class Heads {

    private final int firstRow;
    private final int keyHead;
    private final int group = config.headCount() / config.keyValueHeadCount();

    Heads(int task) {
      firstRow = task / config.keyValueHeadCount() * workspace.time();
      keyHead = task % config.keyValueHeadCount();
    }

    private Head at(float[] data, int channel, int stride) {
      return new Head(data, firstRow * stride + channel, stride);
    }

    private Head[] group(float[] data, int width, int stride) {
      Head[] heads = new Head[group];
      for (int i = 0; i < group; i++) {
        heads[i] = at(data, (keyHead * group + i) * width, stride);
      }
      return heads;
    }

    Head[] queries(float[] data) {
      return group(data, headSize, turnedChannels);
    }

    Head[] projectedQueries(float[] data) {
      return group(data, headSize, projectedChannels);
    }

    Head key(float[] data) {
      return at(data, queryChannels + keyHead * headSize, turnedChannels);
    }

    Head projectedKey(float[] data) {
      return at(data, queryChannels + keyHead * headSize, projectedChannels);
    }

    Head value(float[] data) {
      return at(data, turnedChannels + keyHead * headSize, projectedChannels);
    }

    Head[] attended(float[] data) {
      return group(data, headSize, queryChannels);
    }

    Head[] logSums(float[] data) {
      return group(data, 1, config.headCount());
    }
  }
}
