package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.StepNumbers;
import dev.continuo.model.backend.Stretches.Stretch;

/** The loops of the optimizers, which the compiler turns into vectors. */
final class CpuLoops {

  private CpuLoops() {}

  static double squares(float[] values, int count) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int whole = count - count % 4;
    for (int i = 0; i < whole; i += 4) {
      first += (double) values[i] * values[i];
      second += (double) values[i + 1] * values[i + 1];
      third += (double) values[i + 2] * values[i + 2];
      fourth += (double) values[i + 3] * values[i + 3];
    }
    for (int i = whole; i < count; i++) {
      first += (double) values[i] * values[i];
    }
    return first + second + third + fourth;
  }

  static void adamW(
      Stretch stretch,
      StepNumbers numbers,
      float[] gradient,
      float[] mean,
      float[] square,
      float[] weight,
      float beta1,
      float beta2) {
    float clip = numbers.clip();
    float rate = numbers.adamRate() * stretch.rate();
    float keep = 1 - numbers.learningRate() * stretch.rate() * stretch.decay();
    float epsilon = numbers.adamEpsilon();
    for (int i = 0; i < stretch.elements(); i++) {
      float g = clip * gradient[i];
      float m = beta1 * mean[i] + (1 - beta1) * g;
      float v = beta2 * square[i] + (1 - beta2) * g * g;
      mean[i] = m;
      square[i] = v;
      weight[i] = keep * weight[i] - rate * m / ((float) Math.sqrt(v) + epsilon);
    }
  }

  /** The momentum moves on, and what is made orthogonal takes the gradient's place. */
  static void nesterov(float[] gradient, float[] momentum, int count, float part, float mu) {
    for (int i = 0; i < count; i++) {
      float g = part * gradient[i];
      float m = mu * momentum[i] + g;
      momentum[i] = m;
      gradient[i] = mu * m + g;
    }
  }
}
