package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.inOut;
import static dev.continuo.model.backend.cuda.Arguments.number;
import static dev.continuo.model.backend.cuda.Arguments.out;
import static dev.continuo.model.backend.cuda.Launcher.WIDE_THREADS;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.kernel.LossFunction;

/** The losses of rows of logits. */
interface CudaLosses extends Backend {

  int ROW_THREADS = 512;

  Launcher launcher();

  @Override
  default void lossGradient(
      Logits logits, Buffer targets, Buffer factor, Buffer losses, LossFunction loss) {
    launcher()
        .launch(
            "loss_gradient",
            logits.rows(),
            1,
            ROW_THREADS,
            0,
            inOut(logits.values()),
            in(targets),
            in(factor),
            out(losses),
            number(logits.vocabulary()),
            number(logits.stride()),
            number(
                switch (loss.kind()) {
                  case CROSS_ENTROPY -> 0;
                  case SQUARED_ERROR -> 1;
                  case ABSOLUTE_ERROR -> 2;
                }),
            number((float) loss.smoothing()));
  }

  @Override
  default void crossEntropy(Logits logits, Buffer targets, Buffer losses, Buffer likeliest) {
    launcher()
        .launch(
            "cross_entropy",
            logits.rows(),
            in(logits.values()),
            in(targets),
            out(losses),
            out(likeliest),
            number(logits.vocabulary()),
            number(logits.stride()));
  }

  @Override
  default void sumLosses(Buffer losses, Buffer sum, int rows, boolean add) {
    launcher()
        .launch(
            "sum_losses",
            1,
            1,
            WIDE_THREADS,
            0,
            in(losses),
            add ? inOut(sum) : out(sum),
            number(rows),
            number(add));
  }
}
