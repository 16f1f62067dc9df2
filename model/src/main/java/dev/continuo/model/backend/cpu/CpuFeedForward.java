package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Backend.Dropout;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.kernel.Gelu;
import dev.continuo.model.kernel.SwiGlu;

/** What is done with the rows between products: activation functions, biases and dropout. */
final class CpuFeedForward {

  private final CpuRows rows;

  CpuFeedForward(CpuRows rows) {
    this.rows = rows;
  }

  void swiGlu(Buffer gateUp, Buffer y, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] factors = own.place(0, CpuRows.BLOCK * 2 * channels);
          float[] results = own.place(1, CpuRows.BLOCK * channels);
          Floats.get(gateUp, 2L * first * channels, factors, 0, some * 2 * channels);
          for (int i = 0; i < some; i++) {
            int at = i * 2 * channels;
            SwiGlu.forward(factors, at, factors, at + channels, channels, results, i * channels);
          }
          Floats.put(results, 0, y, (long) first * channels, some * channels);
        });
  }

  void swiGluBackward(Buffer dy, Buffer gateUp, Buffer dGateUp, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] factors = own.place(0, CpuRows.BLOCK * 2 * channels);
          float[] gradients = own.place(1, CpuRows.BLOCK * channels);
          Floats.get(gateUp, 2L * first * channels, factors, 0, some * 2 * channels);
          Floats.get(dy, (long) first * channels, gradients, 0, some * channels);
          for (int i = 0; i < some; i++) {
            int gate = i * 2 * channels;
            int up = gate + channels;
            int at = i * channels;
            SwiGlu.backward(
                gradients, at, factors, gate, factors, up, channels, factors, gate, factors, up);
          }
          Floats.put(factors, 0, dGateUp, 2L * first * channels, some * 2 * channels);
        });
  }

  void gelu(Buffer x, Buffer y, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] values = own.place(0, CpuRows.BLOCK * channels);
          Floats.get(x, (long) first * channels, values, 0, some * channels);
          Gelu.forward(values, some * channels);
          Floats.put(values, 0, y, (long) first * channels, some * channels);
        });
  }

  void geluBackward(Buffer dy, Buffer x, Buffer dx, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] gradients = own.place(0, CpuRows.BLOCK * channels);
          float[] values = own.place(1, CpuRows.BLOCK * channels);
          Floats.get(dy, (long) first * channels, gradients, 0, some * channels);
          Floats.get(x, (long) first * channels, values, 0, some * channels);
          Gelu.backward(gradients, values, some * channels);
          Floats.put(values, 0, dx, (long) first * channels, some * channels);
        });
  }

  void addBias(Buffer bias, Buffer y, int count, int channels) {
    float[] biases = Floats.all(bias, channels);
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] values = own.place(0, CpuRows.BLOCK * channels);
          Floats.get(y, (long) first * channels, values, 0, some * channels);
          for (int i = 0; i < some; i++) {
            add(biases, 0, values, i * channels, channels);
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
            add(values, i * channels, sums, block * channels, channels);
          }
        });
    CpuRows.addUp(sums, 0, channels, dBias, add, channels);
  }

  void drop(Dropout dropout, Buffer from, Buffer to, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] values = own.place(0, CpuRows.BLOCK * channels);
          Floats.get(from, (long) first * channels, values, 0, some * channels);
          dropped(dropout, first, some, values, channels, own);
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
          dropped(dropout, first, some, values, channels, own);
          add(values, 0, sums, 0, some * channels);
          Floats.put(sums, 0, sum, (long) first * channels, some * channels);
        });
  }

  /** Leaves out elements of some rows. */
  private static void dropped(
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

  /** to += from, which the compiler turns into vectors. */
  static void add(float[] from, int start, float[] to, int at, int length) {
    for (int i = 0; i < length; i++) {
      to[at + i] += from[start + i];
    }
  }
}
