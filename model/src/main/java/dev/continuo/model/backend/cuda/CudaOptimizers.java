package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.inOut;
import static dev.continuo.model.backend.cuda.Arguments.number;
import static dev.continuo.model.backend.cuda.Arguments.out;
import static dev.continuo.model.backend.cuda.Launcher.SUM_BLOCKS;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.Stretches;
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
      Stretches stretches,
      Buffer step,
      Buffer gradients,
      Buffer means,
      Buffer squares,
      Buffer weights,
      Buffer rounded,
      float beta1,
      float beta2) {
    launcher()
        .launch(
            "adamw",
            stretches.count(),
            in(stretches.table()),
            in(step),
            in(gradients),
            inOut(means),
            inOut(squares),
            inOut(weights),
            inOut(rounded),
            number(beta1),
            number(beta2));
  }

  @Override
  default void nesterov(
      Stretches stretches,
      Buffer step,
      Buffer gradients,
      Buffer momenta,
      Buffer blend,
      float momentum) {
    launcher()
        .launch(
            "nesterov",
            stretches.count(),
            in(stretches.table()),
            in(step),
            in(gradients),
            inOut(momenta),
            inOut(blend),
            number(momentum));
  }

  @Override
  default void descend(
      Stretches stretches, Buffer step, Buffer changes, Buffer weights, Buffer rounded) {
    launcher()
        .launch(
            "descend",
            stretches.count(),
            in(stretches.table()),
            in(step),
            in(changes),
            inOut(weights),
            inOut(rounded));
  }
}
