package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.get;
import static dev.continuo.model.backend.PlainMemory.id;
import static dev.continuo.model.backend.PlainMemory.set;

/** What is left out in training. */
interface PlainDropout extends Backend {

  @Override
  default void drop(Dropout dropout, Buffer from, Buffer to, int rows, int channels) {
    for (int row = 0; row < rows; row++) {
      double[] factors = factors(dropout, row, channels);
      for (int i = 0; i < channels; i++) {
        long at = (long) row * channels + i;
        set(to, at, get(from, at) * factors[i]);
      }
    }
  }

  @Override
  default void addDropped(Dropout dropout, Buffer x, Buffer z, Buffer sum, int rows, int channels) {
    for (int row = 0; row < rows; row++) {
      double[] factors = factors(dropout, row, channels);
      for (int i = 0; i < channels; i++) {
        long at = (long) row * channels + i;
        set(sum, at, get(x, at) + get(z, at) * factors[i]);
      }
    }
  }

  /** What the elements of a row are multiplied by. */
  private static double[] factors(Dropout dropout, int row, int channels) {
    double[] factors = new double[channels];
    int[] key = {id(dropout.seed(), 0), id(dropout.seed(), 1)};
    for (int i = 0; i < channels; i += Philox.COUNT) {
      int[] random = Philox.numbers(new int[] {i / Philox.COUNT, row, dropout.place(), 0}, key);
      for (int k = 0; k < Math.min(Philox.COUNT, channels - i); k++) {
        boolean kept = Integer.compareUnsigned(random[k], dropout.threshold()) >= 0;
        factors[i + k] = kept ? dropout.factor() : 0;
      }
    }
    return factors;
  }
}
