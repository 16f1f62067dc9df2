package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.number;
import static dev.continuo.model.backend.cuda.Arguments.out;
import static dev.continuo.model.backend.cuda.Launcher.THREADS;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;

/** What is between the products of a feed-forward part. */
interface CudaFeedForward extends Backend {

  Launcher launcher();

  @Override
  default void swiGlu(Buffer gateUp, Buffer y, int rows, int channels) {
    int columns = Math.ceilDiv(channels, 4 * THREADS);
    launcher().launch("swiglu", rows, columns, THREADS, 0, in(gateUp), out(y), number(channels));
  }

  @Override
  default void swiGluBackward(Buffer dy, Buffer gateUp, Buffer dGateUp, int rows, int channels) {
    launcher()
        .launch(
            "swiglu_backward",
            rows,
            Math.ceilDiv(channels, 4 * THREADS),
            THREADS,
            0,
            in(dy),
            in(gateUp),
            out(dGateUp),
            number(channels));
  }

  @Override
  default void gelu(Buffer x, Buffer y, int rows, int channels) {
    launcher().launchRows("gelu", rows, channels, in(x), out(y), number(channels));
  }

  @Override
  default void geluBackward(Buffer dy, Buffer x, Buffer dx, int rows, int channels) {
    launcher()
        .launchRows("gelu_backward", rows, channels, in(dy), in(x), out(dx), number(channels));
  }
}
