package dev.continuo.model.kernel;

import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Softmax;
import jdk.incubator.vector.FloatVector;

/**
 * How far the probabilities of one position, p = softmax(logits), are from its target.
 *
 * @param kind the distance
 * @param smoothing the share ε of the target's probability that is spread evenly over the
 *     vocabulary (Szegedy et al., arXiv 1512.00567); cross-entropy only
 */
public record LossFunction(Kind kind, double smoothing) {

  /** The distance between p and the target's y, which is 1 at the target and 0 elsewhere. */
  public enum Kind {
    /** −Σ y·log p, in nats. */
    CROSS_ENTROPY,
    /** Σ (p − y)². */
    SQUARED_ERROR,
    /** Σ |p − y|. */
    ABSOLUTE_ERROR
  }

  /** Cross-entropy without smoothing. */
  public static final LossFunction CROSS_ENTROPY = new LossFunction(Kind.CROSS_ENTROPY, 0);

  public LossFunction {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("smoothing must be from 0 to below 1: " + smoothing);
    }
    if (smoothing > 0 && kind != Kind.CROSS_ENTROPY) {
      throw new IllegalArgumentException("smoothing is for cross-entropy only, not " + kind);
    }
  }

  /** −log p at the target, of one row of logits. */
  public static double crossEntropy(float[] logits, int start, int vocabulary, int target) {
    float max = Softmax.max(logits, start, vocabulary);
    double atTarget = (double) logits[start + target] - max;
    return StrictMath.log(Softmax.exponentials(logits, start, vocabulary, 1, max)) - atTarget;
  }

  /**
   * The loss of one row, and its gradient, times a factor, in place of the logits.
   *
   * @param logits the row is V elements from {@code start} on
   * @param factor what the gradient is multiplied by
   */
  public double replaceByGradient(
      float[] logits, int start, int vocabulary, int target, float factor) {
    float max = Softmax.max(logits, start, vocabulary);
    double atTarget = (double) logits[start + target] - max;
    double spread = smoothing == 0 ? 0 : mean(logits, start, vocabulary) - max;
    float sum = Softmax.exponentials(logits, start, vocabulary, 1, max);
    double logSum = StrictMath.log(sum);
    return switch (kind) {
      case CROSS_ENTROPY -> {
        Softmax.scale(logits, start, vocabulary, factor / sum);
        if (smoothing > 0) {
          add(logits, start, vocabulary, (float) (-factor * smoothing / vocabulary));
        }
        logits[start + target] -= (float) (factor * (1 - smoothing));
        yield logSum - (1 - smoothing) * atTarget - smoothing * spread;
      }
      case SQUARED_ERROR -> {
        Softmax.scale(logits, start, vocabulary, 1 / sum);
        yield squaredError(logits, start, vocabulary, start + target, factor);
      }
      case ABSOLUTE_ERROR -> {
        float p = logits[start + target] / sum;
        Softmax.scale(logits, start, vocabulary, 2 * factor * p / sum);
        logits[start + target] = -2 * factor * p * (1 - p);
        yield 2.0 * (1 - p);
      }
    };
  }

  /** With e = p − y: the gradient at k is 2·p_k·(e_k − Σ e·p). */
  private static double squaredError(
      float[] p, int start, int vocabulary, int target, float factor) {
    double squares = 0;
    for (int i = start; i < start + vocabulary; i++) {
      squares += (double) p[i] * p[i];
    }
    float atTarget = p[target];
    double mean = squares - atTarget;
    double loss = squares - 2.0 * atTarget + 1;
    for (int i = start; i < start + vocabulary; i++) {
      double error = p[i] - (i == target ? 1.0 : 0.0);
      p[i] = (float) (2 * factor * p[i] * (error - mean));
    }
    return loss;
  }

  private static double mean(float[] x, int start, int length) {
    double sum = 0;
    for (int i = start; i < start + length; i++) {
      sum += x[i];
    }
    return sum / length;
  }

  private static void add(float[] x, int start, int length, float change) {
    int bound = Lanes.bound(length);
    FloatVector changes = Lanes.fill(change);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      Lanes.load(x, start + i).add(changes).intoArray(x, start + i);
    }
    for (int i = bound; i < length; i++) {
      x[start + i] += change;
    }
  }
}
