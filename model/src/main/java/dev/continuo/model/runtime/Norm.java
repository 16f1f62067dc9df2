package dev.continuo.model.runtime;

/**
 * RMSNorm, a vector divided by the root of its mean square, times a weight per channel; or, with a
 * bias per channel, LayerNorm, which first takes off the mean.
 *
 * @see <a href="https://arxiv.org/abs/1910.07467">Root Mean Square Layer Normalization</a>
 * @see <a href="https://arxiv.org/abs/1607.06450">Layer Normalization</a>
 */
final class Norm {

  private final float[] weight;
  private final float[] bias;
  private final double epsilon;

  /**
   * A norm.
   *
   * @param bias what is added in the end; empty in RMSNorm
   * @param epsilon what is added to the mean square
   */
  Norm(float[] weight, float[] bias, double epsilon) {
    this.weight = weight;
    this.bias = bias;
    this.epsilon = epsilon;
  }

  /** Normalizes as many floats as there are weights, in their place. */
  void apply(Kernels kernels, float[] x, int start) {
    apply(kernels, x, start, x, start);
  }

  /** Normalizes as many floats as there are weights, from x to y. */
  void apply(Kernels kernels, float[] x, int xStart, float[] y, int yStart) {
    int length = weight.length;
    if (bias.length == 0) {
      float meanSquare = kernels.dot(x, xStart, x, xStart, length) / length;
      float scale = (float) (1 / Math.sqrt(meanSquare + epsilon));
      for (int i = 0; i < length; i++) {
        y[yStart + i] = weight[i] * (x[xStart + i] * scale);
      }
      return;
    }
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += x[xStart + i];
    }
    float mean = (float) (sum / length);
    for (int i = 0; i < length; i++) {
      y[yStart + i] = x[xStart + i] - mean;
    }
    float variance = kernels.dot(y, yStart, y, yStart, length) / length;
    float scale = (float) (1 / Math.sqrt(variance + epsilon));
    for (int i = 0; i < length; i++) {
      y[yStart + i] = weight[i] * (y[yStart + i] * scale) + bias[i];
    }
  }
}
