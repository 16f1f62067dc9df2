package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Backend.Affine;
import dev.continuo.model.backend.Backend.LayerNorm;
import dev.continuo.model.backend.Backend.NormRows;
import dev.continuo.model.backend.Backend.RmsNorm;
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
    forward(
        x,
        y,
        new Seen(scales, 1),
        count,
        channels,
        (values, results, found, row) ->
            found[row] = RowNorm.forward(values, weights, channels, epsilon, results));
  }

  void layerNorm(
      Buffer x, Affine affine, Buffer y, Buffer moments, int count, int channels, float epsilon) {
    float[] weights = Floats.all(affine.weight(), channels);
    float[] biases = Floats.all(affine.bias(), channels);
    forward(
        x,
        y,
        new Seen(moments, 2),
        count,
        channels,
        (values, results, found, row) ->
            RowLayerNorm.forward(values, weights, biases, epsilon, results, found, 2 * row));
  }

  /** What the backward pass needs of each row: so many numbers. */
  private record Seen(Buffer buffer, int each) {}

  /** The norm y of a row x, and what was found of the row. */
  private interface ForwardRow {
    void run(long x, long y, float[] found, int row);
  }

  private void forward(Buffer x, Buffer y, Seen seen, int count, int channels, ForwardRow norm) {
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] found = new float[seen.each() * some];
          long start = (long) first * channels;
          long values = own.read(0, x, start, some * channels);
          long results = own.target(1, y, start, some * channels);
          for (int i = 0; i < some; i++) {
            long at = Memory.bytes((long) i * channels);
            norm.run(values + at, results + at, found, i);
          }
          Scratch.write(results, y, start, some * channels);
          Floats.put(found, 0, seen.buffer(), (long) seen.each() * first, seen.each() * some);
        });
  }

  /** The gradient dx of a row from dy. */
  private interface BackwardRow {
    void run(long dy, long x, long dx, int row);
  }

  private static void block(NormRows rows, int first, int count, Scratch own, BackwardRow row) {
    int length = count * rows.channels();
    long start = (long) first * rows.channels();
    long gradients = own.read(0, rows.dy(), start, length);
    long values = own.read(1, rows.x(), start, length);
    Buffer dx = rows.dx();
    long results = rows.add() ? own.read(2, dx, start, length) : own.target(2, dx, start, length);
    for (int i = 0; i < count; i++) {
      long at = Memory.bytes((long) i * rows.channels());
      row.run(gradients + at, values + at, results + at, first + i);
    }
    Scratch.write(results, dx, start, length);
    Scratch.write(results, rows.dxRounded(), start, length);
  }

  void normBackward(NormRows gradients, RmsNorm norm, Buffer scales) {
    int count = gradients.rows();
    int channels = gradients.channels();
    float[] weights = Floats.all(norm.weight(), channels);
    float[] r = Floats.all(scales, count);
    float[] sums = new float[CpuRows.blocks(count) * channels];
    rows.each(
        count,
        (block, first, some, own) ->
            block(
                gradients,
                first,
                some,
                own,
                (dy, x, dx, row) ->
                    RowNorm.backward(
                        dy,
                        x,
                        r[row],
                        weights,
                        channels,
                        dx,
                        gradients.add(),
                        sums,
                        block * channels)));
    CpuRows.addUp(sums, 0, channels, norm.dWeight(), norm.add(), channels);
  }

  void layerNormBackward(NormRows gradients, LayerNorm norm, Buffer moments) {
    int count = gradients.rows();
    int channels = gradients.channels();
    float[] weights = Floats.all(norm.weight(), channels);
    float[] found = Floats.all(moments, 2 * count);
    float[] sums = new float[CpuRows.blocks(count) * 2 * channels]; // of weight, then of bias
    rows.each(
        count,
        (block, first, some, own) ->
            block(
                gradients,
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
                        gradients.add(),
                        sums,
                        block * 2 * channels)));
    CpuRows.addUp(sums, 0, 2 * channels, norm.dWeight(), norm.add(), channels);
    CpuRows.addUp(sums, channels, 2 * channels, norm.dBias(), norm.add(), channels);
  }
}
