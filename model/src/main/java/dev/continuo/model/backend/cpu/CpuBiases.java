package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Buffer;

/** Biases of projections, forward and backward. */
final class CpuBiases {

  private final CpuRows rows;

  CpuBiases(CpuRows rows) {
    this.rows = rows;
  }

  void addBias(Buffer bias, Buffer y, int count, int channels) {
    float[] biases = Floats.all(bias, channels);
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] values = own.place(0, CpuRows.BLOCK * channels);
          Floats.get(y, (long) first * channels, values, 0, some * channels);
          for (int i = 0; i < some; i++) {
            CpuRows.add(biases, 0, values, i * channels, channels);
          }
          Floats.put(values, 0, y, (long) first * channels, some * channels);
        });
  }

  void biasBackward(Buffer dy, Buffer dBias, boolean add, int count, int channels) {
    float[] sums = new float[CpuRows.blocks(count) * channels];
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] values = own.place(0, CpuRows.BLOCK * channels);
          Floats.get(dy, (long) first * channels, values, 0, some * channels);
          for (int i = 0; i < some; i++) {
            CpuRows.add(values, i * channels, sums, block * channels, channels);
          }
        });
    CpuRows.addUp(sums, 0, channels, dBias, add, channels);
  }
}
