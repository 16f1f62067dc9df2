package dev.continuo.model.kernel;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.device.Sizes;
import dev.continuo.model.vector.LaneSums;
import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Softmax;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * softmax(q·kᵀ/√D)·v where each position sees itself and what is before it (Vaswani et al., arXiv
 * 1706.03762), for the query heads of one key and value head in one sequence. The (T, T) table is
 * made block of queries by block of queries and never kept (Dao et al., arXiv 2205.14135). One
 * thread uses an instance at a time.
 */
public final class CausalAttention {

  private static final int BLOCK = 64;

  private final ScalarType type;
  private final int headSize;
  private final float scale;
  private final RightMatrix keys; // (T, D)
  private final RightMatrix values; // (T, D)
  private final RightMatrix rows; // (BLOCK, D)
  private final LeftMatrix left;
  private RightMatrix keysAcross; // (D, T)
  private RightMatrix valuesAcross; // (D, T)
  private final float[] sums = new float[BLOCK];
  private float[] weights = {}; // (BLOCK, T)
  private float[] slopes = {}; // (BLOCK, T)

  /** An instance for heads of D channels, its products in a format. */
  public CausalAttention(ScalarType type, int headSize) {
    this.type = type;
    this.headSize = headSize;
    scale = (float) (1 / Math.sqrt(headSize));
    keys = new RightMatrix(type, headSize);
    values = new RightMatrix(type, headSize);
    rows = new RightMatrix(type, headSize);
    left = new LeftMatrix(type);
    keysAcross = new RightMatrix(type, 0);
    valuesAcross = new RightMatrix(type, 0);
  }

  /**
   * A head's rows in a larger array.
   *
   * @param data row-major
   * @param start of the first position's first channel
   * @param stride from one position to the next
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Head(float[] data, int start, int stride) {
    int row(int position) {
      return start + position * stride;
    }
  }

  /**
   * Forward.
   *
   * @param length T
   * @param logSums where each position's log Σ e^(q·k/√D) goes, which {@link #backward} needs
   */
  public void forward(
      int length, Head[] queries, Head key, Head value, Head[] out, Head[] logSums) {
    prepare(length);
    keysAcross.putColumns(0, length, key.data(), key.start(), key.stride());
    values.ofDepth(length).putRows(0, length, value.data(), value.start(), value.stride());
    for (int head = 0; head < queries.length; head++) {
      Head result = out[head];
      Head logs = logSums[head];
      for (int from = 0; from < length; from += BLOCK) {
        int count = Math.min(BLOCK, length - from);
        int seen = from + count;
        scores(queries[head], from, count, keysAcross, weights);
        for (int i = 0; i < count; i++) {
          int at = i * seen;
          int visible = from + i + 1;
          float shift = Softmax.max(weights, at, visible) * scale;
          sums[i] = Softmax.exponentials(weights, at, visible, scale, shift);
          Arrays.fill(weights, at + visible, at + seen, 0);
          logs.data()[logs.row(from + i)] = shift + (float) StrictMath.log(sums[i]);
        }
        left.fill(weights, 0, seen, count, seen);
        multiply(count, values, result, from, false);
        for (int i = 0; i < count; i++) {
          Softmax.scale(result.data(), result.row(from + i), headSize, 1 / sums[i]);
        }
      }
    }
  }

  /** rows·acrossᵀ for a block of rows and all columns up to its end: (count, from + count). */
  private void scores(Head head, int from, int count, RightMatrix across, float[] table) {
    left.fill(head.data(), head.row(from), head.stride(), count, headSize);
    int seen = from + count;
    Product.multiply(left, count, across, 0, seen, table, 0, seen, false);
  }

  private void multiply(int count, RightMatrix right, Head to, int position, boolean add) {
    Product.multiply(left, count, right, to.data(), to.row(position), to.stride(), add);
  }

  /**
   * Backward: the gradients of queries, keys and values from that of the result. The places of the
   * gradients are overwritten.
   */
  public void backward(
      int length,
      Head[] queries,
      Head key,
      Head value,
      Head[] out,
      Head[] logSums,
      Head[] dOut,
      Head[] dQueries,
      Head dKey,
      Head dValue) {
    prepare(length);
    keys.ofDepth(length).putRows(0, length, key.data(), key.start(), key.stride());
    keysAcross.putColumns(0, length, key.data(), key.start(), key.stride());
    valuesAcross.putColumns(0, length, value.data(), value.start(), value.stride());
    for (int t = 0; t < length; t++) {
      Arrays.fill(dKey.data(), dKey.row(t), dKey.row(t) + headSize, 0);
      Arrays.fill(dValue.data(), dValue.row(t), dValue.row(t) + headSize, 0);
    }
    for (int head = 0; head < queries.length; head++) {
      Head query = queries[head];
      Head slope = dOut[head];
      Head logs = logSums[head];
      for (int from = 0; from < length; from += BLOCK) {
        int count = Math.min(BLOCK, length - from);
        int seen = from + count;
        scores(query, from, count, keysAcross, weights);
        scores(slope, from, count, valuesAcross, slopes);
        for (int i = 0; i < count; i++) {
          int t = from + i;
          int at = i * seen;
          Softmax.exponentials(weights, at, t + 1, scale, logs.data()[logs.row(t)]);
          Arrays.fill(weights, at + t + 1, at + seen, 0);
          Arrays.fill(slopes, at + t + 1, at + seen, 0);
          tableSlopes(at, t + 1, dot(slope, out[head], t));
        }
        left.fill(slopes, 0, seen, count, seen);
        multiply(count, keys, dQueries[head], from, false);
        addTransposed(weights, count, seen, slope, from, dValue);
        addTransposed(slopes, count, seen, query, from, dKey);
      }
    }
  }

  /** dS = P·(dP − Σ dO·O)/√D, in place of dP. */
  private void tableSlopes(int at, int visible, float delta) {
    int bound = Lanes.bound(visible);
    for (int j = 0; j < bound; j += Lanes.COUNT) {
      FloatVector p = Lanes.load(weights, at + j);
      Lanes.load(slopes, at + j).sub(delta).mul(p).mul(scale).intoArray(slopes, at + j);
    }
    for (int j = bound; j < visible; j++) {
      slopes[at + j] = (slopes[at + j] - delta) * weights[at + j] * scale;
    }
  }

  /** target += tableᵀ·rows: (count, seen) and (count, D) from a position on give (seen, D). */
  private void addTransposed(float[] table, int count, int seen, Head head, int from, Head target) {
    rows.ofDepth(count).putRows(0, count, head.data(), head.row(from), head.stride());
    left.ofShape(seen, count).putColumns(0, count, table, 0, seen, seen);
    multiply(seen, rows, target, 0, true);
  }

  private float dot(Head a, Head b, int position) {
    FloatVector products = Lanes.zero();
    int bound = Lanes.bound(headSize);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      products =
          Lanes.load(a.data(), a.row(position) + i)
              .fma(Lanes.load(b.data(), b.row(position) + i), products);
    }
    float sum = LaneSums.of(products);
    for (int i = bound; i < headSize; i++) {
      sum += a.data()[a.row(position) + i] * b.data()[b.row(position) + i];
    }
    return sum;
  }

  private void prepare(int length) {
    if (keysAcross.columns() != length) {
      weights = new float[Sizes.arrayLength(BLOCK, length)];
      slopes = new float[Sizes.arrayLength(BLOCK, length)];
      valuesAcross = new RightMatrix(type, length).ofDepth(headSize);
      keysAcross = new RightMatrix(type, length).ofDepth(headSize); // last: it says what there is
    }
  }
}
