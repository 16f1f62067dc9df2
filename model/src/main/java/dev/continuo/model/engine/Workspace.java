package dev.continuo.model.engine;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Sizes;
import dev.continuo.model.kernel.RightMatrix;
import dev.continuo.model.kernel.Rotation;
import dev.continuo.model.kernel.TurnedRows;
import dev.continuo.model.vector.Workers;
import java.util.function.IntConsumer;

/**
 * The dimensions of the batch in hand and the buffers that all layers share. N = B·T rows; blocks
 * of rows are the unit of work.
 */
final class Workspace {

  /** Rows that one task handles. */
  static final int ROW_BLOCK = 64;

  private final ModelConfig config;
  private final ScalarType type;
  private final Workers workers;
  private final ThreadLocal<Scratch> scratch;
  final Rotation rotation;

  private int batch;
  private int time;
  private int forwardCapacity;
  private int backwardCapacity;

  /** Queries, keys and values of the layer in hand: (N, (H+2K)·D). */
  float[] projected = {};

  /** Its queries and keys, normalized and turned: (N, (H+K)·D). */
  float[] turned = {};

  /** 1/√(mean(x²) + ε) of its queries and keys: (N, H+K). */
  float[] headScales = {};

  /** Attention's result in it: (N, H·D). */
  float[] mixed = {};

  /** dx, the gradient of the residual stream: (N, C). */
  float[] slope = {};

  /** The gradient of attention's result: (N, H·D). */
  float[] attendedSlope = {};

  /** The gradient of queries, keys and values: (N, (H+2K)·D). */
  float[] projectedSlope = {};

  /** The inputs of the matrices whose gradients are next: what came out of a norm, (N, C). */
  final RightMatrix normed;

  /** Attention's result, as the input of its output matrix: (N, H·D). */
  final RightMatrix attended;

  /** silu(gate)·up: (N, F). */
  final RightMatrix inner;

  /** The gradients of the outputs of the matrices whose gradients are next: (N, C). */
  final TurnedRows resultSlopes;

  /** Of attention's output matrix: (N, C). */
  final TurnedRows attentionSlopes;

  /** Of queries, keys and values: (N, (H+2K)·D). */
  final TurnedRows projectedSlopes;

  /** Of gate and up: (N, 2F). */
  final TurnedRows openedSlopes;

  Workspace(ModelConfig config, ScalarType type, Workers workers) {
    this.config = config;
    this.type = type;
    this.workers = workers;
    scratch = ThreadLocal.withInitial(() -> new Scratch(type, config.headSize()));
    rotation = new Rotation(config.contextLength(), config.headSize(), config.rotaryBase());
    normed = new RightMatrix(type, config.channels());
    attended = new RightMatrix(type, queryChannels());
    inner = new RightMatrix(type, config.feedForwardChannels());
    resultSlopes = new TurnedRows(type, config.channels());
    attentionSlopes = new TurnedRows(type, config.channels());
    projectedSlopes = new TurnedRows(type, projectedChannels());
    openedSlopes = new TurnedRows(type, 2 * config.feedForwardChannels());
  }

  /** Says what comes: B sequences of T tokens. */
  void shape(int newBatch, int newTime) {
    Sizes.arrayLength(newBatch, newTime);
    batch = newBatch;
    time = newTime;
  }

  /** Releases the memory that grows with the batch. */
  void release() {
    forwardCapacity = 0;
    backwardCapacity = 0;
    projected = new float[0];
    turned = new float[0];
    headScales = new float[0];
    mixed = new float[0];
    slope = new float[0];
    attendedSlope = new float[0];
    projectedSlope = new float[0];
    normed.release();
    attended.release();
    inner.release();
    resultSlopes.release();
    attentionSlopes.release();
    projectedSlopes.release();
    openedSlopes.release();
  }

  private static float[] floats(int rows, int columns) {
    return new float[Sizes.arrayLength(rows, columns)];
  }

  /** Makes room for the way forward. */
  void prepareForward() {
    int rows = rows();
    if (rows > forwardCapacity) {
      projected = floats(rows, projectedChannels());
      turned = floats(rows, turnedHeads() * config.headSize());
      headScales = floats(rows, turnedHeads());
      mixed = floats(rows, queryChannels());
      forwardCapacity = rows;
    }
  }

  /** Makes room for the way back. */
  void prepareBackward() {
    int rows = rows();
    if (rows > backwardCapacity) {
      slope = floats(rows, config.channels());
      attendedSlope = floats(rows, queryChannels());
      projectedSlope = floats(rows, projectedChannels());
      backwardCapacity = rows;
    }
    normed.ofDepth(rows);
    attended.ofDepth(rows);
    inner.ofDepth(rows);
    resultSlopes.ofCount(rows);
    attentionSlopes.ofCount(rows);
    projectedSlopes.ofCount(rows);
    openedSlopes.ofCount(rows);
  }

  /** H+K, the heads of queries and keys. */
  int turnedHeads() {
    return config.headCount() + config.keyValueHeadCount();
  }

  private int queryChannels() {
    return config.headCount() * config.headSize();
  }

  private int projectedChannels() {
    return queryChannels() + 2 * config.keyValueHeadCount() * config.headSize();
  }

  ScalarType type() {
    return type;
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
