package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.kernel.Gelu;
import dev.continuo.model.kernel.SwiGlu;

/** Activation functions of the feed-forward part, forward and backward. */
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
}
