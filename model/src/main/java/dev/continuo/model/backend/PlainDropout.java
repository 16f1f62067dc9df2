package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.get;
import static dev.continuo.model.backend.PlainMemory.id;
import static dev.continuo.model.backend.PlainMemory.set;

/** What is left out in training. */
interface PlainDropout extends Backend {

  @Override
  default void drop(Dropout dropout, Buffer from, Buffer to, int rows, int channels) {
    for (int row = 0; row < rows; row++) {
      float[] factors = factors(dropout, row, channels);
      for (int i = 0; i < channels; i++) {
        long at = (long) row * channels + i;
        set(to, at, get(from, at) * factors[i]);
      }
    }
  }

  @Override
  default void addDropped(Dropout dropout, Buffer x, Buffer z, Buffer sum, int rows, int channels) {
    for (int row = 0; row < rows; row++) {
      float[] factors = factors(dropout, row, channels);
      for (int i = 0; i < channels; i++) {
        long at = (long) row * channels + i;
        set(sum, at, get(x, at) + get(z, at) * factors[i]);
      }
    }
  }

  private static float[] factors(Dropout dropout, int row, int channels) {
    float[] factors = new float[channels];
    dropout.factors(id(dropout.seed(), 0), id(dropout.seed(), 1), row, factors, channels);
    return factors;
  }
}
