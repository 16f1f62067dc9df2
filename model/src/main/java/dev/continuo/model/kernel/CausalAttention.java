package dev.continuo.model.kernel;

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

  private final int headSize;
  private final float scale;
  private final Product product = new Product();
  private final Panels keys;
  private final Panels values;
  private final Panels rows;
  private Panels keysAcross = new Panels(1);
  private Panels valuesAcross = new Panels(1);
  private float[] weights = {};
  private float[] slopes = {};
  private float[] turned = {};

  /** An instance for heads of D channels. */
  public CausalAttention(int headSize) {
    this.headSize = headSize;
    scale = (float) (1 / Math.sqrt(headSize));
    keys = new Panels(headSize);
    values = new Panels(headSize);
    rows = new Panels(headSize);
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
   * @param logSums where each position's log Σ e^(q·k/√D) goes, which the way back needs
   */
  public void forward(
      int length, Head[] queries, Head key, Head value, Head[] out, Head[] logSums) {
    prepare(length);
    transposedPanels(keysAcross, key);
    plainPanels(values, value, 0, length);
    for (int head = 0; head < queries.length; head++) {
      Head query = queries[head];
      for (int from = 0; from < length; from += BLOCK) {
        int count = Math.min(BLOCK, length - from);
        int seen = from + count;
        int stride = keysAcross.roundedUp(seen);
        product.multiply(
            query.data(),
            query.row(from),
            query.stride(),
            count,
            keysAcross,
            stride,
            0,
            headSize,
            weights,
            0,
            stride,
            false);
        Head result = out[head];
        for (int i = 0; i < count; i++) {
          int at = i * stride;
          int visible = from + i + 1;
          float shift = Softmax.max(weights, at, visible) * scale;
          float sum = Softmax.exponentials(weights, at, visible, scale, shift);
          Softmax.scale(weights, at, visible, 1 / sum);
          Arrays.fill(weights, at + visible, at + seen, 0);
          Head logs = logSums[head];
          logs.data()[logs.row(from + i)] = shift + (float) StrictMath.log(sum);
        }
        product.multiply(
            weights,
            0,
            stride,
            count,
            values,
            headSize,
            0,
            seen,
            result.data(),
            result.row(from),
            result.stride(),
            false);
      }
    }
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
    plainPanels(keys, key, 0, length);
    transposedPanels(keysAcross, key);
    transposedPanels(valuesAcross, value);
    for (int t = 0; t < length; t++) {
      Arrays.fill(dKey.data(), dKey.row(t), dKey.row(t) + headSize, 0);
      Arrays.fill(dValue.data(), dValue.row(t), dValue.row(t) + headSize, 0);
    }
    for (int head = 0; head < queries.length; head++) {
      for (int from = 0; from < length; from += BLOCK) {
        int count = Math.min(BLOCK, length - from);
        int seen = from + count;
        int stride = keysAcross.roundedUp(seen);
        Head query = queries[head];
        product.multiply(
            query.data(),
            query.row(from),
            query.stride(),
            count,
            keysAcross,
            stride,
            0,
            headSize,
            weights,
            0,
            stride,
            false);
        Head slope = dOut[head];
        product.multiply(
            slope.data(),
            slope.row(from),
            slope.stride(),
            count,
            valuesAcross,
            stride,
            0,
            headSize,
            slopes,
            0,
            stride,
            false);
        for (int i = 0; i < count; i++) {
          int t = from + i;
          Head logs = logSums[head];
          Softmax.exponentials(weights, i * stride, t + 1, scale, logs.data()[logs.row(t)]);
          Arrays.fill(weights, i * stride + t + 1, i * stride + seen, 0);
          Arrays.fill(slopes, i * stride + t + 1, i * stride + seen, 0);
          float delta = dot(slope, out[head], t);
          tableSlopes(i * stride, t + 1, delta);
        }
        Head dQuery = dQueries[head];
        product.multiply(
            slopes,
            0,
            stride,
            count,
            keys,
            headSize,
            0,
            seen,
            dQuery.data(),
            dQuery.row(from),
            dQuery.stride(),
            false);
        plainPanels(rows, slope, from, count);
        addTransposed(weights, stride, count, seen, dValue);
        plainPanels(rows, query, from, count);
        addTransposed(slopes, stride, count, seen, dKey);
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

  /** target += tableᵀ·rows: the table (count, seen) and the rows (count, D) add up to (seen, D). */
  private void addTransposed(float[] table, int stride, int count, int seen, Head target) {
    for (int j = 0; j < seen; j++) {
      for (int i = 0; i < count; i++) {
        turned[j * BLOCK + i] = table[i * stride + j];
      }
    }
    product.multiply(
        turned, 0, BLOCK, seen, rows, target.data(), target.start(), target.stride(), true);
  }

  private float dot(Head a, Head b, int position) {
    FloatVector products = Lanes.zero();
    int bound = Lanes.bound(headSize);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      products =
          Lanes.load(a.data(), a.row(position) + i)
              .fma(Lanes.load(b.data(), b.row(position) + i), products);
    }
    float sum = Lanes.sum(products);
    for (int i = bound; i < headSize; i++) {
      sum += a.data()[a.row(position) + i] * b.data()[b.row(position) + i];
    }
    return sum;
  }

  private void prepare(int length) {
    if (keysAcross.columns() != length) {
      keysAcross = new Panels(length);
      valuesAcross = new Panels(length);
      int columns = keysAcross.paddedColumns();
      weights = new float[BLOCK * columns];
      slopes = new float[BLOCK * columns];
      turned = new float[BLOCK * columns];
    }
  }

  private void transposedPanels(Panels panels, Head head) {
    panels.ofDepth(headSize);
    for (int panel = 0; panel < panels.count(); panel++) {
      panels.fillTransposed(panel, head.data(), head.row(0), head.stride());
    }
  }

  private static void plainPanels(Panels panels, Head head, int from, int count) {
    panels.ofDepth(count);
    for (int panel = 0; panel < panels.count(); panel++) {
      panels.fill(panel, head.data(), head.row(from), head.stride());
    }
  }
}
