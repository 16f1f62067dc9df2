package dev.continuo.model.backend;

import dev.continuo.model.kernel.LossFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What a device computes for a transformer's training, over buffers of its own. N = B·T rows of
 * tokens; weights, gradients, the residual stream and all sums are float32, activations are what
 * {@link #activations} says. Operations inside of {@link #program} are done each time that the
 * program runs, others at once; all in the order of the calls. The results of one device do not
 * depend on anything but the inputs.
 */
public interface Backend extends TextOperations, AutoCloseable {

  /** The type of activations: float32 or bfloat16. */
  ElementType activations();

  /** The type in which products read the weights. */
  default ElementType factors() {
    return activations();
  }

  /** The type of logits in training, whose gradient takes their place. */
  default ElementType logits() {
    return activations();
  }

  /** A buffer of zeros. */
  Buffer allocate(String name, ElementType type, long elements);

  /** Whether operations run while the host goes on, so that it pays to queue a step early. */
  boolean concurrent();

  /** Memory that is free now, in bytes. */
  long freeBytes();

  /** Copies elements to a buffer, whose type they have; they may be changed afterwards. */
  void write(Buffer buffer, MemorySegment elements);

  /** Copies elements from a buffer, once the work asked for before is done. */
  void read(Buffer buffer, MemorySegment elements);

  /** Memory of the host for a while, until the caller closes it. */
  default Arena scope() {
    return Arena.ofConfined();
  }

  /** Memory of the host for queued copies, for as long as the backend is open. */
  MemorySegment hostMemory(long bytes);

  /** Queues a copy from the host's memory, which stays as it is until the copy is done. */
  void queueWrite(Buffer buffer, MemorySegment host);

  /** Queues a copy to the host's memory, which is read after a mark behind it. */
  void queueRead(Buffer buffer, MemorySegment host);

  /** A place in the queue: behind all that was asked for until now. */
  Mark mark();

  /** A place in the queue. */
  interface Mark extends AutoCloseable {
    /** Waits until what was asked for before is done. */
    void await();

    /** Waits for both, and gives the seconds that the device took from an earlier mark to this. */
    double secondsSince(Mark earlier);

    @Override
    void close();
  }

  /** Operations that can be run again and again, as one. */
  Program program(Runnable operations);

  /** Waits for all that was asked for. */
  void synchronize();

  /** Operations made ready. */
  interface Program extends AutoCloseable {
    void run();

    @Override
    void close();
  }

  /** Sets all elements to zero. */
  void clear(Buffer buffer);

  /** Rounds weights (float32) to {@link #factors}, the type in which products read them. */
  void round(Buffer weights, Buffer rounded);

  /**
   * result = left·right (+ addend), of each matrix of a batch, with sums in float32.
   *
   * @param addend of the result's type and dimensions, possibly the result itself; null for none
   */
  void multiply(Matrix left, Matrix right, @Nullable Matrix addend, Matrix result, int batch);

  /**
   * x (N, C) = the rows of a table (V, C) at the ids (N).
   *
   * @param table float32 or activations
   * @param x float32
   */
  void embed(Buffer ids, Buffer table, Buffer x, int rows, int channels);

  /**
   * Adds dx (N, C) to the table's gradient (V, C).
   *
   * @param order (N), the rows sorted by id, and those of one id in their own order
   */
  void embedBackward(Buffer ids, Buffer order, Buffer dx, Buffer gradient, int rows, int channels);

  /** x (B·T, C) += positions (T, C) in each sequence. */
  void addPositions(Buffer positions, Buffer x, int batch, int time, int channels);

  /** The derivative of {@link #addPositions}: dPositions (T, C) = Σ over the sequences of dx. */
  void positionsBackward(
      Buffer dx, Buffer dPositions, boolean add, int batch, int time, int channels);

  /**
   * y += b in each row.
   *
   * @param y (N, C), activations or float32
   */
  void addBias(Buffer bias, Buffer y, int rows, int channels);

  /** The derivative of {@link #addBias}: dBias (C) = Σ over the rows of dy, activations (N, C). */
  void biasBackward(Buffer dy, Buffer dBias, boolean add, int rows, int channels);

  /**
   * y (N, C) = x·r·w of x (N, C), with w (C) and r = 1/√(mean(x²) + ε) of each row.
   *
   * @param x float32
   * @param y activations
   * @param scales (N), r
   */
  void norm(
      Buffer x, Buffer weight, Buffer y, Buffer scales, int rows, int channels, float epsilon);

  /**
   * What goes backward through a norm of rows.
   *
   * @param dy (N, C), activations: the gradient of what was normed
   * @param x (N, C), float32: the rows
   * @param dx (N, C), float32: the gradient of x, added to what is there or in its place
   * @param dxRounded (N, C): dx after that, as activations
   */
  record NormRows(
      Buffer dy, Buffer x, Buffer dx, boolean add, Buffer dxRounded, int rows, int channels) {}

  /** The weight of a {@link #norm} (C) and its gradient, added to what is there or in its place. */
  record RmsNorm(Buffer weight, Buffer dWeight, boolean add) {}

  /** The derivative of {@link #norm}, whose scales are given. */
  void normBackward(NormRows rows, RmsNorm norm, Buffer scales);

  /** The weight and the bias of a {@link #layerNorm}, (C) each. */
  record Affine(Buffer weight, Buffer bias) {}

  /**
   * y (N, C) = (x − m)·r·w + b of x (N, C), with w and b (C), m = mean(x) and r = 1/√(variance(x) +
   * ε) of each row; types as {@link #norm}.
   *
   * @param moments (N, 2), m and r
   */
  void layerNorm(
      Buffer x, Affine affine, Buffer y, Buffer moments, int rows, int channels, float epsilon);

  /**
   * The weight of a {@link #layerNorm} (C), and the gradients of weight and bias, added to what is
   * there or in its place.
   */
  record LayerNorm(Buffer weight, Buffer dWeight, Buffer dBias, boolean add) {}

  /** The derivative of {@link #layerNorm}, whose moments are given. */
  void layerNormBackward(NormRows rows, LayerNorm norm, Buffer moments);

  /**
   * to = what is kept of from, both (N, C).
   *
   * @param from float32
   * @param to activations, or from itself
   */
  void drop(Dropout dropout, Buffer from, Buffer to, int rows, int channels);

  /** sum = x + what is kept of z (N, C), activations. */
  void addDropped(Dropout dropout, Buffer x, Buffer z, Buffer sum, int rows, int channels);

  /**
   * The dimensions of attention.
   *
   * @param batch B, sequences
   * @param time T, tokens in each
   * @param queries H, query heads
   * @param keys K, key and value heads
   * @param size D, channels of a head
   */
  record Heads(int batch, int time, int queries, int keys, int size) {

    /** The most channels of a head on any device. */
    public static final int MOST_SIZE = 256;

    public int rows() {
      return batch * time;
    }

    /** (H+2K)·D. */
    public int projectedChannels() {
      return (queries + 2 * keys) * size;
    }

    /**
     * The elements of a row of what has the queries and keys: where nothing is rotated, projected
     * itself.
     */
    public int stride(Buffer rotated, Buffer projected) {
      return rotated.address() == projected.address() ? projectedChannels() : rotatedChannels();
    }

    /** (H+K)·D. */
    public int rotatedChannels() {
      return (queries + keys) * size;
    }

    /** H·D. */
    public int queryChannels() {
      return queries * size;
    }
  }

  /**
   * The norms of queries and keys, each (D), with their gradients.
   *
   * @param epsilon what is added to the mean square
   */
  record HeadNorms(
      Buffer query, Buffer key, Buffer dQuery, Buffer dKey, float epsilon, boolean addGradients) {}

  /**
   * How queries and keys are normalized and rotated: channel i with channel i + D/2 by the angle of
   * the position.
   *
   * @param norms null where there are none
   * @param cosines (T, D/2)
   * @param sines (T, D/2)
   */
  record HeadRotation(Heads heads, @Nullable HeadNorms norms, Buffer cosines, Buffer sines) {}

  /**
   * Queries and keys normalized and rotated.
   *
   * @param projected (N, (H+2K)·D), queries, keys and values
   * @param rotated (N, (H+K)·D)
   * @param scales (N, H+K), r of each norm
   */
  void rotate(HeadRotation rotation, Buffer projected, Buffer rotated, Buffer scales);

  /** The gradient of rotated queries and keys, in dProjected, becomes that of projected ones. */
  void rotateBackward(HeadRotation rotation, Buffer projected, Buffer scales, Buffer dProjected);

  /**
   * What attention reads and gives.
   *
   * @param rotated (N, (H+K)·D), queries and keys; projected itself where nothing is rotated
   * @param projected (N, (H+2K)·D), whose last K·D columns are the values
   * @param attended (N, H·D)
   * @param logSums (B, H, T), log Σ exp of the scores
   * @param window how many positions each one sees, itself the last; 0: all before it. Where this
   *     is shorter than the sequences, only a backend with {@link #computesMoreParts} has it
   */
  record Attention(
      Heads heads, Buffer rotated, Buffer projected, Buffer attended, Buffer logSums, int window) {

    /** Attention to everything before. */
    public Attention(
        Heads heads, Buffer rotated, Buffer projected, Buffer attended, Buffer logSums) {
      this(heads, rotated, projected, attended, logSums, 0);
    }

    /** The elements of a row of rotated. */
    public int stride() {
      return heads.stride(rotated, projected);
    }
  }

  /** Causal attention: softmax(q·kᵀ/√D)·v in each sequence, H/K query heads to a key head. */
  void attend(Attention attention);

  /**
   * The derivative of {@link #attend(Attention)}.
   *
   * @param dAttended (N, H·D)
   * @param delta (B, H, T), which this uses
   * @param dProjected (N, (H+2K)·D), of rotated queries and keys and of values
   */
  void attendBackward(Attention attention, Buffer dAttended, Buffer delta, Buffer dProjected);

  /** y (N, F) = silu(gate)·up of a row's gate and up (N, 2F). */
  void swiGlu(Buffer gateUp, Buffer y, int rows, int channels);

  /** The derivative of {@link #swiGlu}: dGateUp (N, 2F). */
  void swiGluBackward(Buffer dy, Buffer gateUp, Buffer dGateUp, int rows, int channels);

  /** What to ask before an operation that not every backend has. */
  String MORE_PARTS = "expected a backend that computesMoreParts()";

  /**
   * Whether there are {@link #geGlu}, {@link #scale}, {@link #addScaled} and windows of attention,
   * which some families need.
   */
  default boolean computesMoreParts() {
    return false;
  }

  /** y (N, F) = gelu(gate)·up of a row's gate and up (N, 2F), with the GELU of {@link #gelu}. */
  default void geGlu(Buffer gateUp, Buffer y, int rows, int channels) {
    throw new UnsupportedOperationException(MORE_PARTS);
  }

  /** The derivative of {@link #geGlu}: dGateUp (N, 2F). */
  default void geGluBackward(Buffer dy, Buffer gateUp, Buffer dGateUp, int rows, int channels) {
    throw new UnsupportedOperationException(MORE_PARTS);
  }

  /** x (N, C) becomes x·factor; float32 or activations. */
  default void scale(Buffer x, float factor, int rows, int channels) {
    throw new UnsupportedOperationException(MORE_PARTS);
  }

  /**
   * sum = x + z·factor, (N, C) each.
   *
   * @param x float32
   * @param z activations
   * @param sum float32
   */
  default void addScaled(Buffer x, Buffer z, float factor, Buffer sum, int rows, int channels) {
    throw new UnsupportedOperationException(MORE_PARTS);
  }

  /** y (N, F) = x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2 of x (N, F). */
  void gelu(Buffer x, Buffer y, int rows, int channels);

  /** The derivative of {@link #gelu}: dx (N, F). */
  void geluBackward(Buffer dy, Buffer x, Buffer dx, int rows, int channels);

  /**
   * Logits (R, V).
   *
   * @param stride elements from one row to the next, a multiple of 8
   */
  record Logits(Buffer values, int rows, int vocabulary, int stride) {}

  /**
   * The loss of each row, and its gradient in place of the logits.
   *
   * @param logits of type {@link #logits()}
   * @param targets int32 (R); negative: not counted
   * @param factor one float32, what gradients are multiplied by
   * @param losses float32 (R)
   */
  void lossGradient(Logits logits, Buffer targets, Buffer factor, Buffer losses, LossFunction loss);

  /**
   * −log p at each target, 0 where it is not counted, and the likeliest id of each row.
   *
   * @param logits float32
   */
  void crossEntropy(Logits logits, Buffer targets, Buffer losses, Buffer likeliest);

  /** The sum of losses (N) into one float64, or added to it. */
  void sumLosses(Buffer losses, Buffer sum, int rows, boolean add);

  /**
   * The norm of a gradient, and what it is to be multiplied by, into a step's numbers.
   *
   * @param step see {@link StepNumbers}
   */
  void gradientNorm(Buffer gradient, Buffer step);

  /**
   * Which weights a step moves.
   *
   * @param chunks see {@link WeightChunks}
   * @param step see {@link StepNumbers}
   */
  record Update(WeightChunks chunks, Buffer step) {}

  /** AdamW's averages of gradients and of their squares, and how slowly these change. */
  record Averages(Buffer means, Buffer squares, float beta1, float beta2) {}

  /**
   * AdamW (Loshchilov and Hutter, arXiv 1711.05101).
   *
   * @param rounded the weights as {@link #factors}; the weights themselves where that is float32
   */
  void adamW(Update update, Buffer gradients, Averages averages, Buffer weights, Buffer rounded);

  /** Nesterov's momentum of gradients: momenta and what is made orthogonal. */
  void nesterov(Update update, Buffer gradients, Buffer momenta, Buffer blend, float momentum);

  /** Moves weights against changes that lie as their momenta do. */
  void descend(Update update, Buffer changes, Buffer weights, Buffer rounded);

  /** Matrices (S, S), one after the other. */
  record SquareMatrices(Buffer elements, int batch, int side) {}

  /** scales (batch) = multiple/√trace of each Gram matrix. */
  void gramScale(SquareMatrices grams, Buffer scales, float multiple);

  /**
   * matrix·scaleᵖ + shift·I, of each matrix, or (matrix + shift·I)·scaleᵖ.
   *
   * @param scales one for each matrix
   * @param power p, 1 or 2
   */
  void scaleAndShift(
      SquareMatrices matrices, Buffer scales, int power, float shift, boolean shiftFirst);

  /** matrix + shift·I, of each matrix. */
  void shiftDiagonals(SquareMatrices matrices, float shift);

  @Override
  void close();
}
