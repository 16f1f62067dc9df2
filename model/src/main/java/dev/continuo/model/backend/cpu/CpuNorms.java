package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Backend.LayerNorm;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.kernel.RowLayerNorm;
import dev.continuo.model.kernel.RowNorm;

/** Norms of rows, forward and backward. */
final class CpuNorms {

  private final CpuRows rows;

  CpuNorms(CpuRows rows) {
    this.rows = rows;
  }

  void norm(
      Buffer x, Buffer weight, Buffer y, Buffer scales, int count, int channels, float epsilon) {
    float[] weights = Floats.all(weight, channels);
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] values = own.place(0, CpuRows.BLOCK * channels);
          float[] found = new float[some];
          long start = (long) first * channels;
          Floats.get(x, start, values, 0, some * channels);
          for (int i = 0; i < some; i++) {
            int at = i * channels;
            found[i] = RowNorm.forward(values, at, weights, channels, epsilon, values, at);
          }
          Floats.put(values, 0, y, start, some * channels);
          Floats.put(found, 0, scales, first, some);
        });
  }

  /** The gradients that go backward through a norm, and the rows x that it was applied to. */
  record Backward(Buffer dy, Buffer x, Buffer dx, boolean add, Buffer dxRounded, int channels) {

    /** The gradient dx of a row from dy; at is where the row begins in the arrays of its block. */
    interface Row {
      void run(float[] dy, float[] x, float[] dx, int at, int row);
    }

    void block(int first, int count, Scratch own, Row row) {
      int length = count * channels;
      long start = (long) first * channels;
      float[] gradients = own.place(0, CpuRows.BLOCK * channels);
      float[] values = own.place(1, CpuRows.BLOCK * channels);
      float[] results = own.place(2, CpuRows.BLOCK * channels);
      Floats.get(dy, start, gradients, 0, length);
      Floats.get(x, start, values, 0, length);
      if (add) {
        Floats.get(dx, start, results, 0, length);
      }
      for (int i = 0; i < count; i++) {
        row.run(gradients, values, results, i * channels, first + i);
      }
      Floats.put(results, 0, dx, start, length);
      Floats.put(results, 0, dxRounded, start, length);
    }
  }

  void normBackward(
      Backward norm, Buffer weight, Buffer scales, Buffer dWeight, boolean addWeight, int count) {
    int channels = norm.channels();
    float[] weights = Floats.all(weight, channels);
    float[] r = Floats.all(scales, count);
    float[] sums = new float[CpuRows.blocks(count) * channels];
    rows.each(
        count,
        (block, first, some, own) ->
            norm.block(
                first,
                some,
                own,
                (dy, x, dx, at, row) ->
                    RowNorm.backward(
                        dy,
                        at,
                        x,
                        at,
                        r[row],
                        weights,
                        channels,
                        dx,
                        at,
                        norm.add(),
                        sums,
                        block * channels)));
    CpuRows.addUp(sums, 0, channels, dWeight, addWeight, channels);
  }

  void layerNorm(
      Buffer x,
      Buffer weight,
      Buffer bias,
      Buffer y,
      Buffer moments,
      int count,
      int channels,
      float epsilon) {
    float[] weights = Floats.all(weight, channels);
    float[] biases = Floats.all(bias, channels);
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] values = own.place(0, CpuRows.BLOCK * channels);
          float[] found = new float[2 * some];
          long start = (long) first * channels;
          Floats.get(x, start, values, 0, some * channels);
          for (int i = 0; i < some; i++) {
            RowLayerNorm.forward(values, i * channels, weights, biases, epsilon, found, 2 * i);
          }
          Floats.put(values, 0, y, start, some * channels);
          Floats.put(found, 0, moments, 2L * first, 2 * some);
        });
  }

  void layerNormBackward(
      Backward back, LayerNorm norm, Buffer moments, boolean addWeights, int count) {
    int channels = back.channels();
    float[] weights = Floats.all(norm.weight(), channels);
    float[] found = Floats.all(moments, 2 * count);
    float[] sums = new float[CpuRows.blocks(count) * 2 * channels]; // of weight, then of bias
    rows.each(
        count,
        (block, first, some, own) ->
            back.block(
                first,
                some,
                own,
                (dy, x, dx, at, row) ->
                    RowLayerNorm.backward(
                        dy,
                        x,
                        at,
                        weights,
                        found,
                        2 * row,
                        dx,
                        back.add(),
                        sums,
                        block * 2 * channels)));
    CpuRows.addUp(sums, 0, 2 * channels, norm.dWeight(), addWeights, channels);
    CpuRows.addUp(sums, channels, 2 * channels, norm.dBias(), addWeights, channels);
  }
}
