package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.inOut;
import static dev.continuo.model.backend.cuda.Arguments.number;
import static dev.continuo.model.backend.cuda.Arguments.out;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.Dropout;

/** What is left out in training. */
interface CudaDropout extends Backend {

  Launcher launcher();

  @Override
  default void drop(Dropout dropout, Buffer from, Buffer to, int rows, int channels) {
    if (from.equals(to)) {
      launcher()
          .launchRows(
              "drop_in_place",
              rows,
              channels,
              inOut(to),
              in(dropout.seed()),
              number(channels),
              number(dropout.place()),
              number(dropout.threshold()),
              number(dropout.factor()));
    } else {
      launcher()
          .launchRows(
              "drop",
              rows,
              channels,
              in(from),
              out(to),
              in(dropout.seed()),
              number(channels),
              number(dropout.place()),
              number(dropout.threshold()),
              number(dropout.factor()));
    }
  }

  @Override
  default void addDropped(Dropout dropout, Buffer x, Buffer z, Buffer sum, int rows, int channels) {
    launcher()
        .launchRows(
            "add_dropped",
            rows,
            channels,
            in(x),
            in(z),
            out(sum),
            in(dropout.seed()),
            number(channels),
            number(dropout.place()),
            number(dropout.threshold()),
            number(dropout.factor()));
  }
}
