package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.get;
import static dev.continuo.model.backend.PlainMemory.set;

/** What is between the products of a feed-forward part. */
interface PlainFeedForward extends Backend {

  @Override
  default void swiGlu(Buffer gateUp, Buffer y, int rows, int channels) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < channels; i++) {
        double gate = get(gateUp, 2L * row * channels + i);
        double up = get(gateUp, (2L * row + 1) * channels + i);
        set(y, (long) row * channels + i, gate * sigmoid(gate) * up);
      }
    }
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Override
  default void swiGluBackward(Buffer dy, Buffer gateUp, Buffer dGateUp, int rows, int channels) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < channels; i++) {
        long gateAt = 2L * row * channels + i;
        double d = get(dy, (long) row * channels + i);
        double gate = get(gateUp, gateAt);
        double s = sigmoid(gate);
        double silu = gate * s;
        double up = get(gateUp, gateAt + channels);
        set(dGateUp, gateAt, d * up * (s + silu * (1 - s)));
        set(dGateUp, gateAt + channels, d * silu);
      }
    }
  }

  @Override
  default boolean computesMoreParts() {
    return true;
  }

  @Override
  default void geGlu(Buffer gateUp, Buffer y, int rows, int channels) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < channels; i++) {
        double gate = get(gateUp, 2L * row * channels + i);
        double up = get(gateUp, (2L * row + 1) * channels + i);
        set(y, (long) row * channels + i, gate * (1 + Math.tanh(bend(gate))) / 2 * up);
      }
    }
  }

  @Override
  default void geGluBackward(Buffer dy, Buffer gateUp, Buffer dGateUp, int rows, int channels) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < channels; i++) {
        long gateAt = 2L * row * channels + i;
        double d = get(dy, (long) row * channels + i);
        double gate = get(gateUp, gateAt);
        double up = get(gateUp, gateAt + channels);
        set(dGateUp, gateAt, d * up * slope(gate));
        set(dGateUp, gateAt + channels, d * gate * (1 + Math.tanh(bend(gate))) / 2);
      }
    }
  }

  @Override
  default void scale(Buffer x, float factor, int rows, int channels) {
    for (long i = 0; i < (long) rows * channels; i++) {
      set(x, i, get(x, i) * factor);
    }
  }

  @Override
  default void addScaled(Buffer x, Buffer z, float factor, Buffer sum, int rows, int channels) {
    for (long i = 0; i < (long) rows * channels; i++) {
      set(sum, i, get(x, i) + get(z, i) * factor);
    }
  }

  /** The derivative of GELU. */
  private static double slope(double x) {
    double tanh = Math.tanh(bend(x));
    double slope = Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
    return (1 + tanh) / 2 + x * (1 - tanh * tanh) * slope / 2;
  }

  @Override
  default void gelu(Buffer x, Buffer y, int rows, int channels) {
    for (long i = 0; i < (long) rows * channels; i++) {
      set(y, i, get(x, i) * (1 + Math.tanh(bend(get(x, i)))) / 2);
    }
  }

  private static double bend(double x) {
    return Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
  }

  @Override
  default void geluBackward(Buffer dy, Buffer x, Buffer dx, int rows, int channels) {
    for (long i = 0; i < (long) rows * channels; i++) {
      set(dx, i, get(dy, i) * slope(get(x, i)));
    }
  }
}
