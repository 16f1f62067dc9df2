package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.StepNumbers;
import dev.continuo.model.backend.Stretches;
import dev.continuo.model.backend.Stretches.Stretch;
import dev.continuo.model.vector.Memory;
import dev.continuo.model.vector.Workers;
import java.util.List;

/**
 * Steps of the weights: a task for each stretch of them. The compiler makes vectors of the loops.
 */
final class CpuOptimizers {

  static final int NORM_BLOCK = 1 << 16;

  private final Workers workers;
  private final ThreadLocal<Scratch> scratch;

  CpuOptimizers(Workers workers, ThreadLocal<Scratch> scratch) {
    this.workers = workers;
    this.scratch = scratch;
  }

  void gradientNorm(Buffer gradient, Buffer step) {
    int blocks = Math.toIntExact(Math.ceilDiv(gradient.elements(), NORM_BLOCK));
    double[] sums = new double[blocks];
    workers.run(
        blocks,
        block -> {
          long first = (long) block * NORM_BLOCK;
          int count = (int) Math.min(NORM_BLOCK, gradient.elements() - first);
          float[] values = scratch.get().place(0, NORM_BLOCK);
          Floats.get(gradient, first, values, 0, count);
          sums[block] = squares(values, count);
        });
    double squares = 0;
    for (double sum : sums) {
      squares += sum;
    }
    StepNumbers numbers = numbers(step);
    float norm = (float) Math.sqrt(squares);
    float clip = norm > numbers.largestNorm() ? numbers.largestNorm() / norm : 1;
    Floats.put(new float[] {norm, clip}, 0, step, StepNumbers.COUNT - 2, 2);
  }

  private static StepNumbers numbers(Buffer step) {
    return StepNumbers.of(Memory.ALL.asSlice(step.address(), step.bytes()));
  }

  /** What is done with a stretch of the weights. */
  private interface Move {
    void run(Stretch stretch, StepNumbers numbers, Scratch own);
  }

  private void eachStretch(Stretches stretches, Buffer step, Move move) {
    StepNumbers numbers = numbers(step);
    if (!Float.isFinite(numbers.norm())) {
      return;
    }
    Buffer table = stretches.table();
    List<Stretch> all =
        Stretches.read(Memory.ALL.asSlice(table.address(), table.bytes()), stretches.count());
    workers.run(all.size(), index -> move.run(all.get(index), numbers, scratch.get()));
  }

  void adamW(
      Stretches stretches,
      Buffer step,
      Buffer gradients,
      Buffer means,
      Buffer squares,
      Buffer weights,
      float beta1,
      float beta2) {
    eachStretch(
        stretches,
        step,
        (stretch, numbers, own) -> {
          int count = stretch.elements();
          float[] g = own.place(0, count);
          float[] m = own.place(1, count);
          float[] v = own.place(2, count);
          float[] w = own.place(3, count);
          Floats.get(gradients, stretch.first(), g, 0, count);
          Floats.get(means, stretch.moment(), m, 0, count);
          Floats.get(squares, stretch.moment(), v, 0, count);
          Floats.get(weights, stretch.first(), w, 0, count);
          adamW(stretch, numbers, g, m, v, w, beta1, beta2);
          Floats.put(m, 0, means, stretch.moment(), count);
          Floats.put(v, 0, squares, stretch.moment(), count);
          Floats.put(w, 0, weights, stretch.first(), count);
        });
  }

  void nesterov(
      Stretches stretches,
      Buffer step,
      Buffer gradients,
      Buffer momenta,
      Buffer blend,
      float momentum) {
    eachStretch(
        stretches,
        step,
        (stretch, numbers, own) -> {
          int count = stretch.elements();
          float[] g = own.place(0, count);
          float[] m = own.place(1, count);
          Floats.get(gradients, stretch.first(), g, 0, count);
          Floats.get(momenta, stretch.moment(), m, 0, count);
          nesterov(g, m, count, (1 - momentum) * numbers.clip(), momentum);
          Floats.put(m, 0, momenta, stretch.moment(), count);
          Floats.put(g, 0, blend, stretch.moment(), count);
        });
  }

  void descend(Stretches stretches, Buffer step, Buffer changes, Buffer weights) {
    eachStretch(
        stretches,
        step,
        (stretch, numbers, own) -> {
          int count = stretch.elements();
          float[] change = own.place(0, count);
          float[] w = own.place(1, count);
          Floats.get(changes, stretch.moment(), change, 0, count);
          Floats.get(weights, stretch.first(), w, 0, count);
          float keep = 1 - numbers.learningRate() * stretch.decay();
          float rate = numbers.learningRate() * stretch.rate();
          for (int i = 0; i < count; i++) {
            w[i] = keep * w[i] - rate * change[i];
          }
          Floats.put(w, 0, weights, stretch.first(), count);
        });
  }

  private static double squares(float[] values, int count) {
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

  private static void adamW(
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

  /** Updates the momentum; what is to be made orthogonal takes the gradient's place. */
  private static void nesterov(
      float[] gradient, float[] momentum, int count, float part, float mu) {
    for (int i = 0; i < count; i++) {
      float g = part * gradient[i];
      float m = mu * momentum[i] + g;
      momentum[i] = m;
      gradient[i] = mu * m + g;
    }
  }
}
