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
  default void gramScale(Buffer grams, Buffer scales, int batch, int side, float multiple) {
    launcher().launch("gram_scale", batch, in(grams), out(scales), number(side), number(multiple));
  }

  @Override
  default void scaleAndShift(
      Buffer matrices,
      Buffer scales,
      int power,
      float shift,
      boolean shiftFirst,
      int batch,
      int side) {
    launcher()
        .launch(
            "scale_and_shift",
            batch,
            Math.toIntExact(Math.ceilDiv((long) side * side, 4L * THREADS)),
            THREADS,
            0,
            inOut(matrices),
            in(scales),
            number(side),
            number(power),
            number(shift),
            number(shiftFirst));
  }

  @Override
  default void shiftDiagonals(Buffer matrices, float shift, int batch, int side) {
    launcher()
        .launch(
            "shift_diagonals",
            batch,
            Math.ceilDiv(side, THREADS),
            THREADS,
            0,
            inOut(matrices),
            number(side),
            number(shift));
  }
}
