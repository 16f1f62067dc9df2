package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.inOut;
import static dev.continuo.model.backend.cuda.Arguments.number;
import static dev.continuo.model.backend.cuda.Arguments.out;
import static dev.continuo.model.backend.cuda.Launcher.ROWS_OF_WARPS;
import static dev.continuo.model.backend.cuda.Launcher.THREADS;
import static dev.continuo.model.backend.cuda.Launcher.WARP;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;

/** Biases of projections. */
interface CudaBiases extends Backend {

  /** The most parts whose sums are added up by another launch. */
  int MOST_PARTS = 64;

  Launcher launcher();

  @Override
  default void addBias(Buffer bias, Buffer y, int rows, int channels) {
    if (y.type() == activations()) {
      launcher().launchRows("add_bias", rows, channels, in(bias), inOut(y), number(channels));
    } else {
      launcher()
          .launchRows(
              "add_positions", rows, channels, in(bias), inOut(y), number(1), number(channels));
    }
  }

  @Override
  default void biasBackward(Buffer dy, Buffer dBias, boolean add, int rows, int channels) {
    int parts = Math.clamp(rows / (ROWS_OF_WARPS * ROWS_OF_WARPS), 1, MOST_PARTS);
    Buffer sums = launcher().floatSums((long) parts * channels);
    launcher()
        .launch(
            "column_sums",
            Math.ceilDiv(channels, 4 * WARP),
            parts,
            THREADS,
            0,
            in(dy),
            out(sums),
            number(rows),
            number(channels));
    launcher().sumRows(sums, dBias, parts, channels, add);
  }
}
