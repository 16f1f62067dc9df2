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

  /** Positions that are computed at a time; a multiple of every panel's columns. */
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
  private int window;
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
   * The blocks of positions index, index + parts, index + 2·parts, …: the share of one thread where
   * several work on a head. Whoever computes a position, it becomes the same.
   *
   * @param index of the first block
   * @param parts from one block to the next
   */
  public record Part(int index, int parts) {

    /** The most parts of so many positions that are not empty. */
    public static int most(int length) {
      return Math.ceilDiv(length, BLOCK);
    }

    /** What is done with positions that follow one another. */
    public interface Positions {
      void run(int from, int count);
    }

    /** Goes through the positions, block by block. */
    public void each(int length, Positions positions) {
      for (int from = index * BLOCK; from < length; from += parts * BLOCK) {
        positions.run(from, Math.min(BLOCK, length - from));
      }
    }
  }

  /**
   * Forward.
   *
   * @param length T
   * @param window how many positions each one sees, itself the last; 0: all before it
   * @param part the positions whose results are computed
   * @param logSums where each position's log Σ e^(q·k/√D) goes
   */
  public void forward(
      int length,
      int window,
      Part part,
      Head[] queries,
      Head key,
      Head value,
      Head[] out,
      LogSums[] logSums) {
    prepare(length);
    this.window = window == 0 ? length : window;
    putColumns(key, length, keysAcross);
    putRows(value, 0, length, values);
    for (int i = 0; i < queries.length; i++) {
      int head = i;
      part.each(
          length, (from, count) -> forward(from, count, queries[head], out[head], logSums[head]));
    }
  }

  private void forward(int from, int count, Head queries, Head out, LogSums logs) {
    int seen = from + count;
    scores(queries, from, count, keysAcross, 0, seen, weights.address());
    for (int i = 0; i < count; i++) {
      long row = weights.address() + Memory.bytes((long) i * seen);
      int visible = from + i + 1;
      int first = Math.max(0, visible - window);
      Memory.get(row, visible, weightRow, 0);
      float shift = Softmax.max(weightRow, first, visible - first) * scale;
      sums[i] = Softmax.exponentials(weightRow, first, visible - first, scale, shift);
      Arrays.fill(weightRow, 0, first, 0);
      logs.data()[logs.start() + from + i] = shift + (float) StrictMath.log(sums[i]);
      putRow(weightRow, visible, seen, row);
    }
    left.fillAsStored(weights.address(), tableStride(seen), seen);
    Product.multiply(left, count, values, results.address(), headSize, false);
    for (int i = 0; i < count; i++) {
      scale(result(i), 1 / sums[i]);
    }
    store(results.address(), out, from, count);
  }

  /** rows·acrossᵀ for a block of rows and the columns from one to another: (count, columns). */
  private void scores(
      Head head, int from, int count, RightMatrix across, int first, int end, long table) {
    if (wholeWords) {
      left.fillAsStored(place(head, from), head.stride(), headSize);
    } else {
      left.fill(widened(head, from, count), headSize, count, headSize);
    }
    long origin = table - Memory.bytes(first);
    Product.multiply(left, count, across, first, end, origin, end - first, false);
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
      long to = all + Memory.bytes((long) i * headSize);
      FactorFormat.widen(type, place(head, from + i), headSize, to);
    }
    return all;
  }

  private long place(Head head, int position) {
    return head.address() + (long) position * head.stride() * FactorFormat.bytes(type);
  }

  private long result(int row) {
    return results.address() + Memory.bytes((long) row * headSize);
  }

  /** Rounds rows of float32 numbers to a head's rows. */
  private void store(long from, Head to, int position, int count) {
    for (int i = 0; i < count; i++) {
      long row = from + Memory.bytes((long) i * headSize);
      FactorFormat.round(type, row, headSize, place(to, position + i));
    }
  }

  private void scale(long row, float factor) {
    int bound = Lanes.bound(headSize);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      long at = row + Memory.bytes(i);
      Memory.store(Memory.load(at).mul(factor), at);
    }
    for (int i = bound; i < headSize; i++) {
      long at = row + Memory.bytes(i);
      Memory.put(Memory.get(at) * factor, at);
    }
  }

  /** What the backward pass of a query head reads, and where its gradient goes. */
  public record Backward(Head queries, Head out, LogSums logSums, Head dOut, Head dQueries) {}

  /**
   * Backward: the gradients of queries, keys and values from that of the result. The places of the
   * gradients are overwritten. Of a part the tables are made twice, for its queries and its keys.
   *
   * @param window as of {@link #forward}
   * @param part the positions whose gradients are computed
   */
  public void backward(
      int length,
      int window,
      Part part,
      Backward[] heads,
      Head key,
      Head value,
      Head dKeys,
      Head dValues) {
    prepare(length);
    this.window = window == 0 ? length : window;
    putRows(key, 0, length, keys);
    putColumns(key, length, keysAcross);
    putColumns(value, length, valuesAcross);
    Memory.clear(dKey.address(), (long) length * headSize);
    Memory.clear(dValue.address(), (long) length * headSize);
    for (Backward head : heads) {
      if (part.parts() == 1) {
        part.each(
            length,
            (from, count) -> {
              tables(head, from, count, 0, from + count);
              putQueryGradients(head, from, count);
              addKeyGradients(head, from, count, 0, from + count);
            });
      } else {
        part.each(
            length,
            (from, count) -> {
              tables(head, from, count, 0, from + count);
              putQueryGradients(head, from, count);
            });
        part.each(length, (first, count) -> keyGradients(length, head, first, first + count));
      }
    }
    part.each(
        length,
        (from, count) -> {
          long row = Memory.bytes((long) from * headSize);
          store(dKey.address() + row, dKeys, from, count);
          store(dValue.address() + row, dValues, from, count);
        });
  }

  /** P and dS of a block of queries and the keys from one to another: (count, keys) each. */
  private void tables(Backward head, int from, int count, int first, int end) {
    scores(head.queries(), from, count, keysAcross, first, end, weights.address());
    scores(head.dOut(), from, count, valuesAcross, first, end, dWeights.address());
    LogSums logs = head.logSums();
    int width = end - first;
    for (int i = 0; i < count; i++) {
      int t = from + i;
      int visible = Math.min(t + 1, end) - first;
      int unseen = Math.clamp(t + 1 - window - first, 0, visible);
      long row = Memory.bytes((long) i * width);
      Memory.get(weights.address() + row, visible, weightRow, 0);
      Memory.get(dWeights.address() + row, visible, dWeightRow, 0);
      Softmax.exponentials(
          weightRow, unseen, visible - unseen, scale, logs.data()[logs.start() + t]);
      Arrays.fill(weightRow, 0, unseen, 0);
      scoreGradients(visible, dot(head.dOut(), head.out(), t));
      putRow(weightRow, visible, width, weights.address() + row);
      putRow(dWeightRow, visible, width, dWeights.address() + row);
    }
  }

  private void putQueryGradients(Backward head, int from, int count) {
    int seen = from + count;
    left.fillAsStored(dWeights.address(), tableStride(seen), seen);
    Product.multiply(left, count, keys, results.address(), headSize, false);
    store(results.address(), head.dQueries(), from, count);
  }

  private void addKeyGradients(Backward head, int from, int count, int first, int end) {
    addTransposed(weights, count, first, end, head.dOut(), from, dValue);
    addTransposed(dWeights, count, first, end, head.queries(), from, dKey);
  }

  /** The gradients of the keys and values from one position to another. */
  private void keyGradients(int length, Backward head, int first, int end) {
    for (int from = first; from < length; from += BLOCK) {
      int count = Math.min(BLOCK, length - from);
      tables(head, from, count, first, end);
      addKeyGradients(head, from, count, first, end);
    }
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

  /** target += tableᵀ·rows: (count, keys) and (count, D) from a position on give (keys, D). */
  private void addTransposed(
      AlignedMemory table,
      int count,
      int first,
      int end,
      Head head,
      int from,
      AlignedMemory target) {
    int width = end - first;
    putRows(head, from, count, rows);
    left.fillTransposedAsStored(table.address(), tableStride(width), width, count);
    long to = target.address() + Memory.bytes((long) first * headSize);
    Product.multiply(left, width, rows, to, headSize, true);
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
      keysAcross = new RightMatrix(type, 0); // until there is memory for all
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
