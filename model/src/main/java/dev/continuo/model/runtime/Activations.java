package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelParts.Activation;

/** The functions in the middle of a feed-forward part. */
final class Activations {

  /** Of the formula 7.1.26 of Abramowitz and Stegun for the error function, off by 1.5·10⁻⁷. */
  private static final double SLOPE = 0.3275911;

  private static final double[] COEFFICIENTS = {
    0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429
  };

  private Activations() {}

  /** Replaces each float by what a function makes of it. */
  static void apply(Kernels kernels, Activation activation, float[] x, int start, int length) {
    switch (activation) {
      case GELU_TANH -> kernels.gelu(x, start, length);
      case GELU -> {
        for (int i = start; i < start + length; i++) {
          x[i] = gelu(x[i]);
        }
      }
      case SILU -> {
        for (int i = start; i < start + length; i++) {
          x[i] = x[i] / (1 + (float) Math.exp(-x[i]));
        }
      }
    }
  }

  /** Replaces each gate by activation(gate)·up. */
  static void gated(
      Kernels kernels, Activation activation, float[] gate, float[] up, int start, int length) {
    if (activation == Activation.SILU) {
      kernels.swiGlu(gate, up, start, length);
      return;
    }
    apply(kernels, activation, gate, start, length);
    for (int i = start; i < start + length; i++) {
      gate[i] *= up[i];
    }
  }

  private static float gelu(float x) {
    double z = Math.abs(x) / Math.sqrt(2);
    double t = 1 / (1 + SLOPE * z);
    double sum = 0;
    for (int i = COEFFICIENTS.length - 1; i >= 0; i--) {
      sum = (sum + COEFFICIENTS[i]) * t;
    }
    double tail = sum * Math.exp(-z * z); // 1 − erf(z)
    return (float) (x < 0 ? 0.5 * x * tail : x - 0.5 * x * tail);
  }
}
