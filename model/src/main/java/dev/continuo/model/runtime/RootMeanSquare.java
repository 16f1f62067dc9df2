package dev.continuo.model.runtime;

/**
 * RMSNorm: a vector divided by the root of its mean square, times a weight per channel.
 *
 * @see <a href="https://arxiv.org/abs/1910.07467">Root Mean Square Layer Normalization</a>
 */
final class RootMeanSquare {

  private RootMeanSquare() {}

  /** Normalizes a run of floats, as long as the weight, in place. */
  static void normalize(Kernels kernels, float[] x, int start, float[] weight, double epsilon) {
    int length = weight.length;
    float meanSquare = kernels.dot(x, start, x, start, length) / length;
    float scale = (float) (1 / Math.sqrt(meanSquare + epsilon));
    for (int i = 0; i < length; i++) {
      x[start + i] = weight[i] * (x[start + i] * scale);
    }
  }
}
