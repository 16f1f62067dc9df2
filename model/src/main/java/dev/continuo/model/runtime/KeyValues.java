package dev.continuo.model.runtime;

/** The keys and values of one head, laid out as {@link KeyValueCache} says. */
sealed interface KeyValues {

  /** How many numbers a value takes. */
  int valueStride();

  /**
   * Adds each query's products with the keys.
   *
   * @param queries up to {@link Kernels#TILE} of them, a step from one to the next
   * @param scores (tokens, width), the width being a multiple of P
   * @param first the position of the first key, a multiple of P
   */
  void score(
      Kernels kernels,
      float[] queries,
      int at,
      int step,
      int tokens,
      float[] scores,
      int first,
      int width);

  /**
   * Adds the sums of the values of some positions, each weighted by its score, to (tokens,
   * valueStride) zeros. Where the positions are odd, there is one score more, which is zero.
   *
   * @param first the first position, a multiple of P
   * @param positions where they end
   */
  void mix(
      Kernels kernels,
      float[] scores,
      int width,
      int first,
      int positions,
      int tokens,
      float[] sums);

  /** In float32. */
  final class Floats implements KeyValues {
    private final float[] keys;
    private final float[] values;
    private final int headSize;
    private final int valueStride;

    Floats(float[] keys, float[] values, int headSize, int valueStride) {
      this.keys = keys;
      this.values = values;
      this.headSize = headSize;
      this.valueStride = valueStride;
    }

    @Override
    public int valueStride() {
      return valueStride;
    }

    @Override
    public void score(
        Kernels kernels,
        float[] queries,
        int at,
        int step,
        int tokens,
        float[] scores,
        int first,
        int width) {
      int panel = kernels.panelRows();
      for (int from = first; from < width; from += panel) {
        kernels.multiplyColumns(
            keys,
            from * headSize,
            panel,
            panel,
            headSize,
            queries,
            at,
            step,
            tokens,
            scores,
            from,
            width);
      }
    }

    @Override
    public void mix(
        Kernels kernels,
        float[] scores,
        int width,
        int first,
        int positions,
        int tokens,
        float[] sums) {
      kernels.multiplyColumns(
          values,
          first * valueStride,
          valueStride,
          valueStride,
          positions - first,
          scores,
          first,
          width,
          tokens,
          sums,
          0,
          valueStride);
    }
  }

  /** In pairs of bfloat16, for one query. */
  final class Pairs implements KeyValues {
    private final int[] keys;
    private final int[] values;
    private final int headSize;
    private final int valueStride;

    Pairs(int[] keys, int[] values, int headSize, int valueStride) {
      this.keys = keys;
      this.values = values;
      this.headSize = headSize;
      this.valueStride = valueStride;
    }

    @Override
    public int valueStride() {
      return valueStride;
    }

    @Override
    public void score(
        Kernels kernels,
        float[] queries,
        int at,
        int step,
        int tokens,
        float[] scores,
        int first,
        int width) {
      int panel = kernels.panelRows();
      int pairs = headSize / 2;
      for (int from = first; from < width; from += panel) {
        kernels.multiplyPairs(keys, from * pairs, panel, pairs, queries, at, scores, from);
      }
    }

    @Override
    public void mix(
        Kernels kernels,
        float[] scores,
        int width,
        int first,
        int positions,
        int tokens,
        float[] sums) {
      int pairs = (positions - first + 1) / 2;
      int start = first / 2 * valueStride;
      kernels.multiplyPairs(values, start, valueStride, pairs, scores, first, sums, 0);
    }
  }
}
