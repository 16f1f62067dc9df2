package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.NormRows;
import dev.continuo.model.backend.Backend.RmsNorm;

/** Norms, SwiGLU and the embedding. */
final class RowTrials {

  /** More than are worked on at once, so that each part of the device has some in turn. */
  private static final int MANY_ROWS = 4200;

  private RowTrials() {}

  static void all(BackendCheck check) {
    for (boolean add : new boolean[] {false, true}) {
      normBackward(check, MANY_ROWS, 12, add);
    }
    for (int channels : new int[] {64, 65, 384}) {
      int rows = 37;
      long size = (long) rows * channels;
      check.trial(
          "norm " + channels,
          (backend, data) ->
              backend.norm(
                  data.floats("x", size, 2),
                  data.floats("weight", channels, 1),
                  data.output("y", size),
                  data.floatOutput("scales", rows),
                  rows,
                  channels,
                  1e-6f));
      for (boolean add : new boolean[] {false, true}) {
        normBackward(check, rows, channels, add);
      }
      check.trial(
          "swiGlu " + channels,
          (backend, data) ->
              backend.swiGlu(
                  data.activations("gate and up", 2 * size, 2),
                  data.output("y", size),
                  rows,
                  channels));
      check.trial(
          "swiGluBackward " + channels,
          (backend, data) ->
              backend.swiGluBackward(
                  data.activations("dy", size, 1),
                  data.activations("gate and up", 2 * size, 2),
                  data.output("dGateUp", 2 * size),
                  rows,
                  channels));
      check.trial(
          "embed " + channels,
          (backend, data) ->
              backend.embed(
                  data.ids("ids", rows, 11),
                  data.floats("table", 11L * channels, 1),
                  data.floatOutput("x", size),
                  rows,
                  channels));
      check.trial(
          "embed rounded " + channels,
          (backend, data) ->
              backend.embed(
                  data.ids("ids", rows, 11),
                  data.activations("table", 11L * channels, 1),
                  data.floatOutput("x", size),
                  rows,
                  channels));
      check.trial(
          "embedBackward " + channels,
          (backend, data) -> {
            int[] ids = data.someIds("ids", rows, 3);
            backend.embedBackward(
                data.ints("ids", ids),
                data.ints("order", BackendCheck.order(ids)),
                data.floats("dx", size, 1),
                data.inOutFloats("gradient", 3L * channels, 1),
                rows,
                channels);
          });
    }
  }

  private static void normBackward(BackendCheck check, int rows, int channels, boolean add) {
    long size = (long) rows * channels;
    check.trial(
        "normBackward " + rows + " " + channels + (add ? " added" : ""),
        (backend, data) -> {
          Buffer x = data.floats("x", size, 2);
          Buffer weight = data.floats("weight", channels, 1);
          Buffer scales = data.floats("scales", rows, 1);
          NormRows through = data.normRows(x, add, rows, channels);
          Buffer dWeight =
              add
                  ? data.inOutFloats("dWeight", channels, 1)
                  : data.floatOutput("dWeight", channels);
          backend.normBackward(through, new RmsNorm(weight, dWeight, add), scales);
        });
  }
}
