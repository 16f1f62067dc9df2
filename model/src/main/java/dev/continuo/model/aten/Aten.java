package dev.continuo.model.aten;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.aten.Dispatcher.Operation;
import java.lang.foreign.MemorySegment;

/**
 * ATen operations, typed. Autograd records them. A result belongs to the manager of the activations
 * among the arguments, never to that of the weights. Shapes use B batch, T time, C channels, H
 * heads, D head size, V vocabulary.
 */
public final class Aten {

  /** The number formats of tensors, with ATen's codes. */
  public enum ScalarType {
    /** IEEE 754 single precision. */
    FLOAT32(6),
    /** Single precision's exponent with 8 bits of significand. */
    BFLOAT16(15);

    private final long code;

    ScalarType(long code) {
      this.code = code;
    }
  }

  private static final Operation TO_TYPE = Operation.of("aten::to", "dtype");
  private static final Operation LINEAR = Operation.of("aten::linear", "");
  private static final Operation RECIPROCAL_ROOT = Operation.of("aten::rsqrt", "");
  private static final Operation SILU = Operation.of("aten::silu", "");
  private static final Operation SIGMOID = Operation.of("aten::sigmoid", "");
  private static final Operation DROPOUT = Operation.of("aten::dropout", "");
  private static final Operation EMBEDDING = Operation.of("aten::embedding", "");
  private static final Operation ATTENTION = Operation.of("aten::scaled_dot_product_attention", "");
  private static final Operation CROSS_ENTROPY = Operation.of("aten::cross_entropy_loss", "");
  private static final Operation BATCH_PRODUCT = Operation.of("aten::bmm", "out");
  private static final Operation DIAGONAL = Operation.of("aten::diagonal", "");
  private static final Operation COPY = Operation.of("aten::copy_", "");
  private static final Operation ZERO = Operation.of("aten::zero_", "");
  private static final long NO_PADDING_INDEX = -1;
  private static final long REDUCTION_NONE = 0;
  private static final long REDUCTION_SUM = 2;

  private Aten() {}

  /** The array in another number format; the same array's values where it has it already. */
  public static NDArray toType(NDArray array, ScalarType type) {
    return toType(array, type, array);
  }

  /** A weight in another number format, owned by the manager of the activations that it meets. */
  public static NDArray toType(NDArray weight, ScalarType type, NDArray activations) {
    boolean nonBlocking = false;
    boolean copy = false;
    return TO_TYPE.call(activations, weight, type.code, nonBlocking, copy, null);
  }

  /**
   * x·factor. DJL's product with a number frees the number at once, though autograd reads it again
   * in the backward pass; here it stays until x's manager is closed.
   */
  public static NDArray times(NDArray x, double factor) {
    return x.mul(x.getManager().create((float) factor));
  }

  /** {@code input · weightᵀ}: (…, C) and (O, C) give (…, O). */
  public static NDArray linear(NDArray input, NDArray weight) {
    return LINEAR.call(input, input, weight, null);
  }

  /** 1/√x, element by element. */
  public static NDArray reciprocalRoot(NDArray array) {
    return RECIPROCAL_ROOT.call(array, array);
  }

  /** x·sigmoid(x), element by element (Elfwing et al., arXiv 1702.03118). */
  public static NDArray silu(NDArray array) {
    return SILU.call(array, array);
  }

  /** 1/(1 + e⁻ˣ), element by element. */
  public static NDArray sigmoid(NDArray array) {
    return SIGMOID.call(array, array);
  }

  /**
   * Elements set to zero with some probability, the others divided by the rest of it (Srivastava et
   * al., JMLR 15, 2014). libtorch's generator decides which.
   */
  public static NDArray dropout(NDArray array, double probability) {
    boolean training = true;
    return DROPOUT.call(array, array, probability, training);
  }

  /** The rows of a table: (V, C) and int64 ids (…) give (…, C). */
  public static NDArray embedding(NDArray table, NDArray ids) {
    boolean scaleByFrequency = false;
    boolean sparse = false;
    return EMBEDDING.call(ids, table, ids, NO_PADDING_INDEX, scaleByFrequency, sparse);
  }

  /**
   * softmax(q·kᵀ/√D)·v where each position sees itself and what is before it (Vaswani et al., arXiv
   * 1706.03762), computed without the (T, T) table where libtorch can.
   *
   * @param query (B, H, T, D)
   * @param key (B, K, T, D), where K divides H
   * @param value (B, K, T, D)
   * @return (B, H, T, D)
   */
  public static NDArray causalAttention(NDArray query, NDArray key, NDArray value) {
    boolean causal = true;
    boolean grouped = query.getShape().get(1) != key.getShape().get(1);
    return ATTENTION.call(query, query, key, value, null, 0.0, causal, null, grouped);
  }

  /**
   * The sum of −log softmax(logits)[target]: (N, V) and int64 (N) give (); target −100 is left out.
   */
  public static NDArray crossEntropySum(NDArray logits, NDArray targets) {
    return crossEntropySum(logits, targets, 0);
  }

  /**
   * The same where a share of the target's probability is spread evenly over the vocabulary
   * (Szegedy et al., arXiv 1512.00567).
   */
  public static NDArray crossEntropySum(NDArray logits, NDArray targets, double smoothing) {
    return crossEntropy(logits, targets, REDUCTION_SUM, smoothing);
  }

  /** −log softmax(logits)[target] of each row: (N, V) and int64 (N) give (N). */
  public static NDArray crossEntropyEach(NDArray logits, NDArray targets) {
    return crossEntropy(logits, targets, REDUCTION_NONE, 0);
  }

  private static NDArray crossEntropy(
      NDArray logits, NDArray targets, long reduction, double smoothing) {
    return CROSS_ENTROPY.call(logits, logits, targets, null, reduction, IGNORED_TARGET, smoothing);
  }

  /** The target that {@link #crossEntropySum} leaves out. */
  public static final long IGNORED_TARGET = -100;

  /** The products of two stacks of matrices, into kept memory: (N, R, S)·(N, S, C) to (N, R, C). */
  public static void batchProduct(NDArray left, NDArray right, NDArray to) {
    BATCH_PRODUCT.call(to, left, right, to).close();
  }

  /** The diagonals of a stack of matrices, in the same memory: (N, S, S) gives (N, S). */
  public static NDArray diagonals(NDArray matrices) {
    long offset = 0;
    return DIAGONAL.call(matrices, matrices, offset, 1L, 2L);
  }

  /** Replaces an array's elements by another's, in the first one's number format. */
  public static void copy(NDArray from, NDArray to) {
    boolean nonBlocking = false;
    COPY.call(to, to, from, nonBlocking).close();
  }

  /** Sets all elements to zero. */
  public static void clear(NDArray array) {
    ZERO.call(array, array).close();
  }

  /** The memory of a contiguous float32 array on the CPU; valid while the array is open. */
  @SuppressWarnings("restricted")
  public static MemorySegment floats(NDArray array) {
    return MemorySegment.ofAddress(Dispatcher.dataPointer(array))
        .reinterpret(array.size() * Float.BYTES);
  }

  /** Replaces the elements of a contiguous float32 array, row after row. */
  public static void fill(NDArray array, float[] values) {
    if (array.getDevice().isGpu()) {
      array.set(values);
    } else {
      MemorySegment.copy(
          MemorySegment.ofArray(values), 0, floats(array), 0, array.size() * Float.BYTES);
    }
  }
}
