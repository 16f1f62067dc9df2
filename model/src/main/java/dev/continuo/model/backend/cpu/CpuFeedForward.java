package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.kernel.GeGlu;
import dev.continuo.model.kernel.Gelu;
import dev.continuo.model.kernel.SwiGlu;
import dev.continuo.model.vector.Memory;

/** Activation functions of the feed-forward part, forward and backward. */
final class CpuFeedForward {

  private final CpuRows rows;

  CpuFeedForward(CpuRows rows) {
    this.rows = rows;
  }

  void swiGlu(Buffer gateUp, Buffer y, int count, int channels) {
    gated(SwiGlu::forward, gateUp, y, count, channels);
  }

  void geGlu(Buffer gateUp, Buffer y, int count, int channels) {
    gated(GeGlu::forward, gateUp, y, count, channels);
  }

  /** A row of gate and up to one of y. */
  private interface Gated {
    void forward(long gate, long up, int channels, long y);
  }

  private void gated(Gated function, Buffer gateUp, Buffer y, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          long from = (long) first * channels;
          long factors = own.read(0, gateUp, 2 * from, some * 2 * channels);
          long results = own.target(1, y, from, some * channels);
          long width = Memory.bytes(channels);
          for (int i = 0; i < some; i++) {
            long gate = factors + 2L * i * width;
            function.forward(gate, gate + width, channels, results + i * width);
          }
          Scratch.write(results, y, from, some * channels);
        });
  }

  void swiGluBackward(Buffer dy, Buffer gateUp, Buffer dGateUp, int count, int channels) {
    gatedBackward(SwiGlu::backward, dy, gateUp, dGateUp, count, channels);
  }

  void geGluBackward(Buffer dy, Buffer gateUp, Buffer dGateUp, int count, int channels) {
    gatedBackward(GeGlu::backward, dy, gateUp, dGateUp, count, channels);
  }

  /** The derivative of a row. */
  private interface GatedBackward {
    void backward(long dy, long gate, long up, int channels, long dGate, long dUp);
  }

  private void gatedBackward(
      GatedBackward function, Buffer dy, Buffer gateUp, Buffer dGateUp, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          long from = (long) first * channels;
          int length = some * 2 * channels;
          long factors = own.read(0, gateUp, 2 * from, length);
          long gradients = own.read(1, dy, from, some * channels);
          long results = own.target(0, dGateUp, 2 * from, length); // in place of the factors
          long width = Memory.bytes(channels);
          for (int i = 0; i < some; i++) {
            long gate = factors + 2L * i * width;
            long dGate = results + 2L * i * width;
            function.backward(
                gradients + i * width, gate, gate + width, channels, dGate, dGate + width);
          }
          Scratch.write(results, dGateUp, 2 * from, length);
        });
  }

  void scale(Buffer x, float factor, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] values = own.place(0, some * channels);
          Floats.get(x, (long) first * channels, values, 0, some * channels);
          for (int i = 0; i < some * channels; i++) {
            values[i] *= factor;
          }
          Floats.put(values, 0, x, (long) first * channels, some * channels);
        });
  }

  void addScaled(Buffer x, Buffer z, float factor, Buffer sum, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] values = own.place(0, some * channels);
          float[] sums = own.place(1, some * channels);
          Floats.get(z, (long) first * channels, values, 0, some * channels);
          Floats.get(x, (long) first * channels, sums, 0, some * channels);
          for (int i = 0; i < some * channels; i++) {
            sums[i] += values[i] * factor;
          }
          Floats.put(sums, 0, sum, (long) first * channels, some * channels);
        });
  }

  void gelu(Buffer x, Buffer y, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          long from = (long) first * channels;
          int length = some * channels;
          long results = own.target(1, y, from, length);
          Gelu.forward(own.read(0, x, from, length), length, results);
          Scratch.write(results, y, from, length);
        });
  }

  void geluBackward(Buffer dy, Buffer x, Buffer dx, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          long from = (long) first * channels;
          int length = some * channels;
          long values = own.read(0, x, from, length);
          long gradients = own.read(1, dy, from, length);
          long results = own.target(0, dx, from, length); // in place of the values
          Gelu.backward(gradients, values, length, results);
          Scratch.write(results, dx, from, length);
        });
  }
}
