package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Logits;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.LossFunction.Kind;
import java.util.List;

/** The losses of rows of logits. */
final class LossTrials {

  private LossTrials() {}

  static void all(BackendCheck check) {
    List<LossFunction> all =
        List.of(
            LossFunction.CROSS_ENTROPY,
            new LossFunction(Kind.CROSS_ENTROPY, 0.1),
            new LossFunction(Kind.SQUARED_ERROR, 0),
            new LossFunction(Kind.ABSOLUTE_ERROR, 0));
    for (int vocabulary : new int[] {65, 5000}) {
      int rows = 9;
      int stride = Math.ceilDiv(vocabulary, 64) * 64;
      for (LossFunction loss : all) {
        check.trial(
            "lossGradient " + vocabulary + " " + loss,
            (backend, data) ->
                backend.lossGradient(
                    new Logits(
                        data.inOutLogits("logits", (long) rows * stride, 3),
                        rows,
                        vocabulary,
                        stride),
                    data.targets("targets", rows, vocabulary),
                    data.floats("factor", 1, 1),
                    data.floatOutput("losses", rows),
                    loss));
      }
      check.trial(
          "crossEntropy " + vocabulary,
          (backend, data) -> {
            Buffer losses = data.floatOutput("losses", rows);
            Buffer logits = data.floats("logits", (long) rows * stride, 3);
            backend.crossEntropy(
                new Logits(logits, rows, vocabulary, stride),
                data.targets("targets", rows, vocabulary),
                losses,
                data.intOutput("likeliest", rows));
            backend.sumLosses(losses, data.doubleOutput("sum"), rows, false);
          });
    }
  }
}
