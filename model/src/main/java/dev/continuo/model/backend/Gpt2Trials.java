package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Affine;
import dev.continuo.model.backend.Backend.LayerNorm;

/** What GPT-2 has and Llama does not; dropout. */
final class Gpt2Trials {

  private static final int ROWS = 39;
  private static final float EPSILON = 1e-5f;
  private static final boolean[] BOTH = {false, true};

  private Gpt2Trials() {}

  static void all(BackendCheck check) {
    for (int channels : new int[] {64, 65, 384}) {
      norms(check, channels);
      biases(check, channels);
      positions(check, channels);
      gelu(check, channels);
      dropout(check, channels);
    }
  }

  private static void norms(BackendCheck check, int channels) {
    long size = (long) ROWS * channels;
    check.trial(
        "layerNorm " + channels,
        (backend, data) ->
            backend.layerNorm(
                data.floats("x", size, 2),
                new Affine(data.floats("weight", channels, 1), data.floats("bias", channels, 1)),
                data.output("y", size),
                data.floatOutput("moments", 2 * ROWS),
                ROWS,
                channels,
                EPSILON));
    for (boolean add : BOTH) {
      check.trial(
          "layerNormBackward " + channels + (add ? " added" : ""),
          (backend, data) -> {
            Buffer x = data.floats("x", size, 2);
            LayerNorm norm = data.layerNorm(channels, add);
            Buffer moments = data.floatOutput("moments", 2 * ROWS);
            Buffer bias = data.floats("bias", channels, 1);
            Buffer y = data.output("y", size);
            Affine affine = new Affine(norm.weight(), bias);
            backend.layerNorm(x, affine, y, moments, ROWS, channels, EPSILON);
            backend.layerNormBackward(data.normRows(x, add, ROWS, channels), norm, moments);
          });
    }
  }

  private static void biases(BackendCheck check, int channels) {
    long size = (long) ROWS * channels;
    check.trial(
        "addBias " + channels,
        (backend, data) -> {
          Buffer bias = data.floats("bias", channels, 1);
          backend.addBias(bias, data.inOut("y", size, 1), ROWS, channels);
          backend.addBias(bias, data.inOutFloats("x", size, 1), ROWS, channels);
        });
    for (boolean add : BOTH) {
      check.trial(
          "biasBackward " + channels + (add ? " added" : ""),
          (backend, data) ->
              backend.biasBackward(
                  data.activations("dy", size, 1),
                  add
                      ? data.inOutFloats("dBias", channels, 1)
                      : data.floatOutput("dBias", channels),
                  add,
                  ROWS,
                  channels));
    }
  }

  private static void positions(BackendCheck check, int channels) {
    long size = (long) ROWS * channels;
    int batch = 3;
    int time = ROWS / batch;
    check.trial(
        "addPositions " + channels,
        (backend, data) ->
            backend.addPositions(
                data.floats("positions", (long) time * channels, 1),
                data.inOutFloats("x", size, 1),
                batch,
                time,
                channels));
    for (boolean add : BOTH) {
      check.trial(
          "positionsBackward " + channels + (add ? " added" : ""),
          (backend, data) ->
              backend.positionsBackward(
                  data.floats("dx", size, 1),
                  add
                      ? data.inOutFloats("dPositions", (long) time * channels, 1)
                      : data.floatOutput("dPositions", (long) time * channels),
                  add,
                  batch,
                  time,
                  channels));
    }
  }

  private static void gelu(BackendCheck check, int channels) {
    long size = (long) ROWS * channels;
    check.trial(
        "gelu " + channels,
        (backend, data) -> {
          Buffer x = data.activations("x", size, 2);
          backend.gelu(x, data.output("y", size), ROWS, channels);
          Buffer dy = data.activations("dy", size, 1);
          backend.geluBackward(dy, x, data.output("dx", size), ROWS, channels);
        });
  }

  private static void dropout(BackendCheck check, int channels) {
    long size = (long) ROWS * channels;
    check.trial(
        "dropout " + channels,
        (backend, data) -> {
          Buffer seed = data.ints("seed", new int[] {-5, channels});
          Dropout dropout = new Dropout(seed, 3, 0.3);
          Buffer x = data.floats("x", size, 1);
          backend.drop(dropout, x, data.output("dropped", size), ROWS, channels);
          Buffer same = data.inOutFloats("dropped in place", size, 1);
          backend.drop(dropout, same, same, ROWS, channels);
          Buffer z = data.activations("z", size, 1);
          backend.addDropped(dropout, x, z, data.floatOutput("sum", size), ROWS, channels);
        });
  }
}
