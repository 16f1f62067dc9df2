package dev.continuo.model.engine;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.kernel.Panels;
import dev.continuo.model.kernel.Rotation;
import dev.continuo.model.kernel.Workers;
import java.util.function.IntConsumer;

/**
 * The dimensions of the batch in hand and the buffers that all layers share. N = B·T rows; blocks
 * of rows are the unit of work.
 */
final class Workspace {

  /** Rows that one task handles. */
  static final int ROW_BLOCK = 64;

  private final ModelConfig config;
  private final Workers workers;
  private final ThreadLocal<Scratch> scratch;
  final Rotation rotation;

  private int batch;
  private int time;
  private int capacity;

  /** dx, the gradient of the residual stream: (N, C). */
  float[] slope = {};

  /** The gradient of a feed-forward half's result: (N, C). */
  float[] resultSlope = {};

  /** The gradient of attention's result: (N, H·D). */
  float[] attendedSlope = {};

  /** The gradient of queries, keys and values: (N, (H+2K)·D). */
  float[] projectedSlope = {};

  /** silu(gate)·up and before it its gradient: (N, F). */
  float[] inner = {};

  /** The gradient of gate and up: (N, 2F). */
  float[] gateUpSlope = {};

  /** The inputs of the weights whose gradient is next, as panels. */
  final Panels channelPanels;

  final Panels attendedPanels;
  final Panels innerPanels;

  Workspace(ModelConfig config, Workers workers) {
    this.config = config;
    this.workers = workers;
    scratch = ThreadLocal.withInitial(() -> new Scratch(config.headSize()));
    rotation = new Rotation(config.contextLength(), config.headSize(), config.rotaryBase());
    channelPanels = new Panels(config.channels());
    attendedPanels = new Panels(config.headCount() * config.headSize());
    innerPanels = new Panels(config.feedForwardChannels());
  }

  /** Says what comes: B sequences of T tokens. */
  void shape(int newBatch, int newTime) {
    batch = newBatch;
    time = newTime;
  }

  /** Makes room for the way back. */
  void prepareBackward() {
    int rows = rows();
    if (rows > capacity) {
      int heads = config.headCount() * config.headSize();
      int keys = config.keyValueHeadCount() * config.headSize();
      slope = new float[rows * config.channels()];
      resultSlope = new float[rows * config.channels()];
      attendedSlope = new float[rows * heads];
      projectedSlope = new float[rows * (heads + 2 * keys)];
      inner = new float[rows * config.feedForwardChannels()];
      gateUpSlope = new float[rows * 2 * config.feedForwardChannels()];
      capacity = rows;
    }
    channelPanels.ofDepth(rows);
    attendedPanels.ofDepth(rows);
    innerPanels.ofDepth(rows);
  }

  ModelConfig config() {
    return config;
  }

  int batch() {
    return batch;
  }

  int time() {
    return time;
  }

  int rows() {
    return batch * time;
  }

  int blocks() {
    return Math.ceilDiv(rows(), ROW_BLOCK);
  }

  /** The scratch of the calling thread. */
  Scratch scratch() {
    return scratch.get();
  }

  /** Does the tasks 0 to count − 1 on all threads. */
  void run(int count, IntConsumer task) {
    workers.run(count, task);
  }

  /** A block of rows: its number, its first row and how many it has. */
  interface BlockTask {
    void run(int block, int first, int count);
  }

  /** Does a task for each block of rows, on all threads. */
  void eachBlock(BlockTask task) {
    int rows = rows();
    workers.run(
        blocks(),
        block -> {
          int first = block * ROW_BLOCK;
          task.run(block, first, Math.min(ROW_BLOCK, rows - first));
        });
  }
}
