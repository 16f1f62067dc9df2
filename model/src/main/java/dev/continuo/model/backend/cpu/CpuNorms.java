package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Backend.LayerNorm;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.kernel.RowLayerNorm;
import dev.continuo.model.kernel.RowNorm;
import dev.continuo.model.vector.Memory;

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
          float[] found = new float[some];
          long start = (long) first * channels;
          long values = own.read(0, x, start, some * channels);
          long results = own.target(1, y, start, some * channels);
          for (int i = 0; i < some; i++) {
            long at = Memory.bytes((long) i * channels);
            found[i] = RowNorm.forward(values + at, weights, channels, epsilon, results + at);
          }
          Scratch.write(results, y, start, some * channels);
          Floats.put(found, 0, scales, first, some);
        });
  }

  /** The gradients that go backward through a norm, and the rows x that it was applied to. */
  record Backward(Buffer dy, Buffer x, Buffer dx, boolean add, Buffer dxRounded, int channels) {

    /** The gradient dx of a row from dy. */
    interface Row {
      void run(long dy, long x, long dx, int row);
    }

    void block(int first, int count, Scratch own, Row row) {
      int length = count * channels;
      long start = (long) first * channels;
      long gradients = own.read(0, dy, start, length);
      long values = own.read(1, x, start, length);
      long results = add ? own.read(2, dx, start, length) : own.target(2, dx, start, length);
      for (int i = 0; i < count; i++) {
        long at = Memory.bytes((long) i * channels);
        row.run(gradients + at, values + at, results + at, first + i);
      }
      Scratch.write(results, dx, start, length);
      Scratch.write(results, dxRounded, start, length);
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
                (dy, x, dx, row) ->
                    RowNorm.backward(
                        dy, x, r[row], weights, channels, dx, norm.add(), sums, block * channels)));
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
          float[] found = new float[2 * some];
          long start = (long) first * channels;
          long values = own.read(0, x, start, some * channels);
          long results = own.target(1, y, start, some * channels);
          for (int i = 0; i < some; i++) {
            long at = Memory.bytes((long) i * channels);
            RowLayerNorm.forward(values + at, weights, biases, epsilon, results + at, found, 2 * i);
          }
          Scratch.write(results, y, start, some * channels);
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
                (dy, x, dx, row) ->
                    RowLayerNorm.backward(
                        dy,
                        x,
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
