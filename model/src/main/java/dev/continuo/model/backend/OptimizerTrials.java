package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Averages;
import dev.continuo.model.backend.Backend.SquareMatrices;
import dev.continuo.model.backend.Backend.Update;
import java.lang.foreign.Arena;
import java.util.List;

/** Steps of the weights. */
final class OptimizerTrials {

  private OptimizerTrials() {}

  static void all(BackendCheck check) {
    int count = 3 * WeightChunks.LONGEST / 2;
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
          List<WeightChunks.Chunk> chunks = WeightChunks.of(3, 0, count, 0.5, 0.1);
          WeightChunks table = WeightChunks.on(backend, "chunks", chunks);
          Buffer weights = data.inOutFloats("weights", count + 3L, 1);
          Buffer rounded =
              backend.factors() == ElementType.FLOAT32
                  ? weights
                  : data.activations("rounded", count + 3L, 1);
          Update update = new Update(table, step);
          Buffer means = data.inOutFloats("means", count, 1);
          Buffer squares = data.inOutSquares("squares", count);
          Averages averages = new Averages(means, squares, 0.9f, 0.95f);
          backend.adamW(update, gradient, averages, weights, rounded);
          Buffer blend = data.output("blend", count);
          Buffer momenta = data.inOutFloats("momenta", count, 1);
          backend.nesterov(update, gradient, momenta, blend, 0.95f);
          Buffer moved = data.inOutFloats("moved", count + 3L, 1);
          Buffer movedRounded =
              backend.factors() == ElementType.FLOAT32
                  ? moved
                  : data.activations("moved rounded", count + 3L, 1);
          backend.descend(update, data.activations("changes", count, 1), moved, movedRounded);
        });
    int side = 50;
    check.trial(
        "diagonals",
        (backend, data) -> {
          SquareMatrices grams =
              new SquareMatrices(
                  data.inOutSquaresOfActivations("grams", 2L * side * side), 2, side);
          Buffer scales = data.floatOutput("scales", 2);
          backend.gramScale(grams, scales, 1.5f);
          backend.scaleAndShift(grams, scales, 2, 0.5f, false);
          backend.scaleAndShift(grams, scales, 1, 0.25f, true);
          backend.shiftDiagonals(grams, -0.5f);
        });
  }
}
