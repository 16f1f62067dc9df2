package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.inOut;
import static dev.continuo.model.backend.cuda.Arguments.number;
import static dev.continuo.model.backend.cuda.Arguments.out;
import static dev.continuo.model.backend.cuda.Launcher.SUM_BLOCKS;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.cuda.Operation.Argument;

/** A step of the weights. */
interface CudaOptimizers extends Backend {

  Launcher launcher();

  @Override
  default void gradientNorm(Buffer gradient, Buffer step) {
    launcher()
        .launch(
            "squared_norm",
            SUM_BLOCKS,
            in(gradient),
            out(launcher().sums()),
            new Argument.Int64(gradient.elements()));
    launcher().launch("clip_factor", 1, in(launcher().sums()), number(SUM_BLOCKS), inOut(step));
  }

  @Override
  default void adamW(
      Update update, Buffer gradients, Averages averages, Buffer weights, Buffer rounded) {
    launcher()
        .launch(
            "adamw",
            update.chunks().count(),
            in(update.chunks().table()),
            in(update.step()),
            in(gradients),
            inOut(averages.means()),
            inOut(averages.squares()),
            inOut(weights),
            inOut(rounded),
            number(averages.beta1()),
            number(averages.beta2()));
  }

  @Override
  default void nesterov(
      Update update, Buffer gradients, Buffer momenta, Buffer blend, float momentum) {
    launcher()
        .launch(
            "nesterov",
            update.chunks().count(),
            in(update.chunks().table()),
            in(update.step()),
            in(gradients),
            inOut(momenta),
            inOut(blend),
            number(momentum));
  }

  @Override
  default void descend(Update update, Buffer changes, Buffer weights, Buffer rounded) {
    launcher()
        .launch(
            "descend",
            update.chunks().count(),
            in(update.chunks().table()),
            in(update.step()),
            in(changes),
            inOut(weights),
            inOut(rounded));
  }
}
