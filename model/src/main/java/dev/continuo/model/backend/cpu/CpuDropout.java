package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.Dropout;

/** Dropout of rows; which elements are left out follows from the seed, as {@link Dropout} says. */
final class CpuDropout {

  private final CpuRows rows;

  CpuDropout(CpuRows rows) {
    this.rows = rows;
  }

  void drop(Dropout dropout, Buffer from, Buffer to, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] values = own.place(0, CpuRows.BLOCK * channels);
          Floats.get(from, (long) first * channels, values, 0, some * channels);
          leaveOut(dropout, first, some, values, channels, own);
          Floats.put(values, 0, to, (long) first * channels, some * channels);
        });
  }

  void addDropped(Dropout dropout, Buffer x, Buffer z, Buffer sum, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] values = own.place(0, CpuRows.BLOCK * channels);
          float[] sums = own.place(1, CpuRows.BLOCK * channels);
          Floats.get(z, (long) first * channels, values, 0, some * channels);
          Floats.get(x, (long) first * channels, sums, 0, some * channels);
          leaveOut(dropout, first, some, values, channels, own);
          CpuRows.add(values, 0, sums, 0, some * channels);
          Floats.put(sums, 0, sum, (long) first * channels, some * channels);
        });
  }

  /** Leaves out elements of some rows. */
  private static void leaveOut(
      Dropout dropout, int first, int count, float[] values, int channels, Scratch own) {
    float[] factors = own.place(2, channels);
    int low = Floats.id(dropout.seed(), 0);
    int high = Floats.id(dropout.seed(), 1);
    for (int i = 0; i < count; i++) {
      dropout.factors(low, high, first + i, factors, channels);
      for (int channel = 0; channel < channels; channel++) {
        values[i * channels + channel] *= factors[channel];
      }
    }
  }
}
