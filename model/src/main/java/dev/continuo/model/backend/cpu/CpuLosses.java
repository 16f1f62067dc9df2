package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Backend.Logits;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.vector.Memory;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The losses of rows of logits. */
final class CpuLosses {

  private final CpuRows rows;

  CpuLosses(CpuRows rows) {
    this.rows = rows;
  }

  void gradient(Logits logits, Buffer targets, Buffer factor, Buffer losses, LossFunction loss) {
    int vocabulary = logits.vocabulary();
    float scale = Floats.all(factor, 1)[0];
    rows.each(
        logits.rows(),
        (block, first, some, own) -> {
          float[] values = own.place(0, vocabulary);
          float[] found = new float[some];
          for (int i = 0; i < some; i++) {
            int target = Floats.id(targets, first + i);
            long start = (long) (first + i) * logits.stride();
            if (target < 0) {
              Arrays.fill(values, 0, vocabulary, 0);
            } else {
              Floats.get(logits.values(), start, values, 0, vocabulary);
              found[i] = (float) loss.replaceByGradient(values, 0, vocabulary, target, scale);
            }
            Floats.put(values, 0, logits.values(), start, vocabulary);
          }
          Floats.put(found, 0, losses, first, some);
        });
  }

  void crossEntropies(Logits logits, Buffer targets, Buffer losses, Buffer likeliest) {
    int vocabulary = logits.vocabulary();
    rows.each(
        logits.rows(),
        (block, first, some, own) -> {
          float[] values = own.place(0, vocabulary);
          float[] found = new float[some];
          for (int i = 0; i < some; i++) {
            Floats.get(
                logits.values(), (long) (first + i) * logits.stride(), values, 0, vocabulary);
            Floats.putId(largest(values, vocabulary), likeliest, first + i);
            int target = Floats.id(targets, first + i);
            if (target >= 0) {
              found[i] = (float) LossFunction.crossEntropy(values, 0, vocabulary, target);
            }
          }
          Floats.put(found, 0, losses, first, some);
        });
  }

  /** The index of the largest; of equal ones, the first. */
  private static int largest(float[] values, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  static void sum(Buffer losses, Buffer sum, int count, boolean add) {
    double total = add ? Memory.ALL.get(ValueLayout.JAVA_DOUBLE, sum.address()) : 0;
    for (float loss : Floats.all(losses, count)) {
      total += loss;
    }
    Memory.ALL.set(ValueLayout.JAVA_DOUBLE, sum.address(), total);
  }
}
