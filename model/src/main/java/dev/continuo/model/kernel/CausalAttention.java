package dev.continuo.model.kernel;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.vector.AlignedMemory;
import dev.continuo.model.vector.LaneSums;
import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Memory;
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
  private final boolean wholeWords;
  private final RightMatrix keys; // (T, D)
  private final RightMatrix values; // (T, D)
  private final RightMatrix rows; // (BLOCK, D)
  private final LeftMatrix left;
  private final AlignedMemory widened = new AlignedMemory(); // (T, D)
  private final AlignedMemory weights = new AlignedMemory(); // (BLOCK, T)
  private final AlignedMemory dWeights = new AlignedMemory(); // (BLOCK, T)
  private final AlignedMemory results = new AlignedMemory(); // (BLOCK, D)
  private final AlignedMemory dKey = new AlignedMemory(); // (T, D)
  private final AlignedMemory dValue = new AlignedMemory(); // (T, D)
  private final float[] sums = new float[BLOCK];
  private final float[] outRow;
  private final float[] dOutRow;
  private RightMatrix keysAcross; // (D, T)
  private RightMatrix valuesAcross; // (D, T)
  private float[] weightRow = {};
  private float[] dWeightRow = {};

  /** An instance for heads of D channels, its products in a format. */
  public CausalAttention(ScalarType type, int headSize) {
    this.type = type;
    this.headSize = headSize;
    scale = (float) (1 / Math.sqrt(headSize));
    wholeWords = headSize % FactorFormat.perWord(type) == 0;
    keys = new RightMatrix(type, headSize);
    values = new RightMatrix(type, headSize);
    rows = new RightMatrix(type, headSize);
    left = new LeftMatrix(type);
    keysAcross = new RightMatrix(type, 0);
    valuesAcross = new RightMatrix(type, 0);
    outRow = new float[headSize];
    dOutRow = new float[headSize];
  }

  /**
   * A head's rows in memory, in the format of products, a row for each position. Two channels of
   * bfloat16 are read as one word where D is even, and so are the stride and the first channel.
   *
   * @param address of the first position's first channel
   * @param stride from one position to the next, in elements
   */
  public record Head(long address, int stride) {}

  /**
   * The logarithms of the sums that rows of the softmax are divided by, which {@link #backward}
   * needs.
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record LogSums(float[] data, int start) {}

  /**
   * Forward.
   *
   * @param length T
   * @param logSums where each position's log Σ e^(q·k/√D) goes
   */
  public void forward(
      int length, Head[] queries, Head key, Head value, Head[] out, LogSums[] logSums) {
    prepare(length);
    putColumns(key, length, keysAcross);
    putRows(value, 0, length, values);
    for (int head = 0; head < queries.length; head++) {
      LogSums logs = logSums[head];
      for (int from = 0; from < length; from += BLOCK) {
        int count = Math.min(BLOCK, length - from);
        int seen = from + count;
        scores(queries[head], from, count, keysAcross, weights.address());
        for (int i = 0; i < count; i++) {
          long row = weights.address() + FactorFormat.bytes((long) i * seen);
          int visible = from + i + 1;
          Memory.get(row, visible, weightRow, 0);
          float shift = Softmax.max(weightRow, 0, visible) * scale;
          sums[i] = Softmax.exponentials(weightRow, 0, visible, scale, shift);
          logs.data()[logs.start() + from + i] = shift + (float) StrictMath.log(sums[i]);
          putRow(weightRow, visible, seen, row);
        }
        left.fillAsStored(weights.address(), tableStride(seen), seen);
        Product.multiply(left, count, values, results.address(), headSize, false);
        for (int i = 0; i < count; i++) {
          scale(result(i), 1 / sums[i]);
        }
        store(results.address(), out[head], from, count);
      }
    }
  }

  /** rows·acrossᵀ for a block of rows and all columns up to its end: (count, from + count). */
  private void scores(Head head, int from, int count, RightMatrix across, long table) {
    if (wholeWords) {
      left.fillAsStored(place(head, from), head.stride(), headSize);
    } else {
      left.fill(widened(head, from, count), headSize, count, headSize);
    }
    int seen = from + count;
    Product.multiply(left, count, across, 0, seen, table, seen, false);
  }

  /**
   * Puts a row of a table in the place of its scores, in the format of products. What is not
   * visible is zero.
   */
  private void putRow(float[] row, int visible, int seen, long to) {
    int padded = FactorFormat.words(type, seen) * FactorFormat.perWord(type);
    Arrays.fill(row, visible, padded, 0);
    FactorFormat.store(type, row, 0, padded, to);
  }

  /** The numbers from one row of such a table to the next. */
  private int tableStride(int seen) {
    return seen * FactorFormat.perWord(type);
  }

  private void putRows(Head head, int from, int count, RightMatrix to) {
    to.ofDepth(count);
    if (wholeWords) {
      to.putRows(0, count, place(head, from), head.stride(), true);
    } else {
      to.putRows(0, count, widened(head, from, count), headSize, false);
    }
  }

  private void putColumns(Head head, int length, RightMatrix to) {
    if (wholeWords) {
      to.putColumnsAsStored(0, length, head.address(), head.stride());
    } else {
      to.putColumns(0, length, widened(head, 0, length), headSize);
    }
  }

  /** Some rows in float32, one behind the other. */
  private long widened(Head head, int from, int count) {
    long all = widened.ensure(count, headSize);
    for (int i = 0; i < count; i++) {
      long to = all + FactorFormat.bytes((long) i * headSize);
      FactorFormat.widen(type, place(head, from + i), headSize, to);
    }
    return all;
  }

  private long place(Head head, int position) {
    return head.address() + (long) position * head.stride() * FactorFormat.bytes(type);
  }

  private long result(int row) {
    return results.address() + FactorFormat.bytes((long) row * headSize);
  }

  /** Rounds rows of float32 numbers to a head's rows. */
  private void store(long from, Head to, int position, int count) {
    for (int i = 0; i < count; i++) {
      long row = from + FactorFormat.bytes((long) i * headSize);
      FactorFormat.round(type, row, headSize, place(to, position + i));
    }
  }

  private void scale(long row, float factor) {
    int bound = Lanes.bound(headSize);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      long at = row + FactorFormat.bytes(i);
      Memory.store(Memory.load(at).mul(factor), at);
    }
    for (int i = bound; i < headSize; i++) {
      long at = row + FactorFormat.bytes(i);
      Memory.put(Memory.get(at) * factor, at);
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
      LogSums[] logSums,
      Head[] dOut,
      Head[] dQueries,
      Head dKeys,
      Head dValues) {
    prepare(length);
    putRows(key, 0, length, keys);
    putColumns(key, length, keysAcross);
    putColumns(value, length, valuesAcross);
    Memory.clear(dKey.address(), length * headSize);
    Memory.clear(dValue.address(), length * headSize);
    for (int head = 0; head < queries.length; head++) {
      LogSums logs = logSums[head];
      for (int from = 0; from < length; from += BLOCK) {
        int count = Math.min(BLOCK, length - from);
        int seen = from + count;
        scores(queries[head], from, count, keysAcross, weights.address());
        scores(dOut[head], from, count, valuesAcross, dWeights.address());
        for (int i = 0; i < count; i++) {
          int t = from + i;
          long row = FactorFormat.bytes((long) i * seen);
          Memory.get(weights.address() + row, t + 1, weightRow, 0);
          Memory.get(dWeights.address() + row, t + 1, dWeightRow, 0);
          Softmax.exponentials(weightRow, 0, t + 1, scale, logs.data()[logs.start() + t]);
          scoreGradients(t + 1, dot(dOut[head], out[head], t));
          putRow(weightRow, t + 1, seen, weights.address() + row);
          putRow(dWeightRow, t + 1, seen, dWeights.address() + row);
        }
        left.fillAsStored(dWeights.address(), tableStride(seen), seen);
        Product.multiply(left, count, keys, results.address(), headSize, false);
        store(results.address(), dQueries[head], from, count);
        addTransposed(weights, count, seen, dOut[head], from, dValue);
        addTransposed(dWeights, count, seen, queries[head], from, dKey);
      }
    }
    store(dKey.address(), dKeys, 0, length);
    store(dValue.address(), dValues, 0, length);
  }

  /** dS = P·(dP − Σ dO·O)/√D, in place of dP. */
  private void scoreGradients(int visible, float delta) {
    int bound = Lanes.bound(visible);
    for (int j = 0; j < bound; j += Lanes.COUNT) {
      FloatVector p = Lanes.load(weightRow, j);
      Lanes.load(dWeightRow, j).sub(delta).mul(p).mul(scale).intoArray(dWeightRow, j);
    }
    for (int j = bound; j < visible; j++) {
      dWeightRow[j] = (dWeightRow[j] - delta) * weightRow[j] * scale;
    }
  }

  /** target += tableᵀ·rows: (count, seen) and (count, D) from a position on give (seen, D). */
  private void addTransposed(
      AlignedMemory table, int count, int seen, Head head, int from, AlignedMemory target) {
    putRows(head, from, count, rows);
    left.fillTransposedAsStored(table.address(), tableStride(seen), seen, count);
    Product.multiply(left, seen, rows, target.address(), headSize, true);
  }

  private float dot(Head a, Head b, int position) {
    FactorFormat.load(type, place(a, position), headSize, dOutRow, 0);
    FactorFormat.load(type, place(b, position), headSize, outRow, 0);
    FloatVector products = Lanes.zero();
    int bound = Lanes.bound(headSize);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      products = Lanes.load(dOutRow, i).fma(Lanes.load(outRow, i), products);
    }
    float sum = LaneSums.of(products);
    for (int i = bound; i < headSize; i++) {
      sum += dOutRow[i] * outRow[i];
    }
    return sum;
  }

  private void prepare(int length) {
    if (keysAcross.columns() != length) {
      weights.ensure(BLOCK, length);
      dWeights.ensure(BLOCK, length);
      results.ensure(BLOCK, headSize);
      dKey.ensure(length, headSize);
      dValue.ensure(length, headSize);
      weightRow = new float[length + 1];
      dWeightRow = new float[length + 1];
      valuesAcross = new RightMatrix(type, length).ofDepth(headSize);
      keysAcross = new RightMatrix(type, length).ofDepth(headSize); // last: it says what there is
    }
  }
}
