package dev.continuo.model.backend;

import java.lang.foreign.Arena;
import java.util.List;

/** Steps of the weights. */
final class OptimizerTrials {

  private OptimizerTrials() {}

  static void all(BackendCheck check) {
    int count = 3 * Stretches.LONGEST / 2;
    check.trial(
        "optimizers",
        (backend, data) -> {
          Buffer step = data.inOutFloats("step", StepNumbers.COUNT, 1);
          StepNumbers numbers = new StepNumbers(0.1f, 0.2f, 1e-3f, 0.5f, 0, 0);
          try (Arena arena = Arena.ofConfined()) {
            backend.write(step, numbers.segment(arena));
          }
          Buffer gradient = data.floats("gradient", count + 3L, 1);
          backend.gradientNorm(gradient, step);
          List<Stretches.Stretch> stretches = Stretches.of(3, 0, count, 0.5, 0.1);
          Stretches table = Stretches.on(backend, "stretches", stretches);
          Buffer weights = data.inOutFloats("weights", count + 3L, 1);
          Buffer rounded =
              backend.factors() == ElementType.FLOAT32
                  ? weights
                  : data.activations("rounded", count + 3L, 1);
          backend.adamW(
              table,
              step,
              gradient,
              data.inOutFloats("means", count, 1),
              data.inOutSquares("squares", count),
              weights,
              rounded,
              0.9f,
              0.95f);
          Buffer blend = data.output("blend", count);
          Buffer momenta = data.inOutFloats("momenta", count, 1);
          backend.nesterov(table, step, gradient, momenta, blend, 0.95f);
          Buffer moved = data.inOutFloats("moved", count + 3L, 1);
          Buffer movedRounded =
              backend.factors() == ElementType.FLOAT32
                  ? moved
                  : data.activations("moved rounded", count + 3L, 1);
          backend.descend(table, step, data.activations("changes", count, 1), moved, movedRounded);
        });
    int side = 50;
    check.trial(
        "diagonals",
        (backend, data) -> {
          Buffer grams = data.inOutSquaresOfActivations("grams", 2L * side * side);
          Buffer scales = data.floatOutput("scales", 2);
          backend.gramScale(grams, scales, 2, side, 1.5f);
          backend.scaleAndShift(grams, scales, 2, 0.5f, false, 2, side);
          backend.scaleAndShift(grams, scales, 1, 0.25f, true, 2, side);
          backend.shiftDiagonals(grams, -0.5f, 2, side);
        });
  }
}
