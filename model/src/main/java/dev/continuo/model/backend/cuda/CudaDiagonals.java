package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.inOut;
import static dev.continuo.model.backend.cuda.Arguments.number;
import static dev.continuo.model.backend.cuda.Arguments.out;
import static dev.continuo.model.backend.cuda.Launcher.THREADS;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;

/** What Newton and Schulz's iteration needs between products. */
interface CudaDiagonals extends Backend {

  Launcher launcher();

  @Override
  default void gramScale(SquareMatrices grams, Buffer scales, float multiple) {
    launcher()
        .launch(
            "gram_scale",
            grams.batch(),
            in(grams.elements()),
            out(scales),
            number(grams.side()),
            number(multiple));
  }

  @Override
  default void scaleAndShift(
      SquareMatrices matrices, Buffer scales, int power, float shift, boolean shiftFirst) {
    int side = matrices.side();
    launcher()
        .launch(
            "scale_and_shift",
            matrices.batch(),
            Math.toIntExact(Math.ceilDiv((long) side * side, 4L * THREADS)),
            THREADS,
            0,
            inOut(matrices.elements()),
            in(scales),
            number(side),
            number(power),
            number(shift),
            number(shiftFirst));
  }

  @Override
  default void shiftDiagonals(SquareMatrices matrices, float shift) {
    int side = matrices.side();
    launcher()
        .launch(
            "shift_diagonals",
            matrices.batch(),
            Math.ceilDiv(side, THREADS),
            THREADS,
            0,
            inOut(matrices.elements()),
            number(side),
            number(shift));
  }
}
