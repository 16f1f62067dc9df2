package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.MEMORY;
import static dev.continuo.model.backend.PlainMemory.floats;
import static dev.continuo.model.backend.PlainMemory.get;
import static dev.continuo.model.backend.PlainMemory.id;
import static dev.continuo.model.backend.PlainMemory.put;
import static dev.continuo.model.backend.PlainMemory.set;

import dev.continuo.model.kernel.LossFunction;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The losses of rows of logits. */
interface PlainLosses extends Backend {

  @Override
  default void lossGradient(
      Logits logits, Buffer targets, Buffer factor, Buffer losses, LossFunction loss) {
    int vocabulary = logits.vocabulary();
    for (int row = 0; row < logits.rows(); row++) {
      int target = id(targets, row);
      float[] values = floats(logits.values(), (long) row * logits.stride(), vocabulary);
      if (target < 0) {
        Arrays.fill(values, 0);
        set(losses, row, 0);
      } else {
        set(losses, row, loss.replaceByGradient(values, 0, vocabulary, target, get(factor, 0)));
      }
      put(values, logits.values(), (long) row * logits.stride());
    }
  }

  @Override
  default void crossEntropy(Logits logits, Buffer targets, Buffer losses, Buffer likeliest) {
    int vocabulary = logits.vocabulary();
    for (int row = 0; row < logits.rows(); row++) {
      float[] values = floats(logits.values(), (long) row * logits.stride(), vocabulary);
      int best = 0;
      for (int i = 1; i < vocabulary; i++) {
        best = values[i] > values[best] ? i : best;
      }
      MEMORY.set(ValueLayout.JAVA_INT, likeliest.address() + (long) row * Integer.BYTES, best);
      int target = id(targets, row);
      set(losses, row, target < 0 ? 0 : LossFunction.crossEntropy(values, 0, vocabulary, target));
    }
  }

  @Override
  default void sumLosses(Buffer losses, Buffer sum, int rows, boolean add) {
    double total = add ? MEMORY.get(ValueLayout.JAVA_DOUBLE, sum.address()) : 0;
    for (int row = 0; row < rows; row++) {
      total += get(losses, row);
    }
    MEMORY.set(ValueLayout.JAVA_DOUBLE, sum.address(), total);
  }
}
