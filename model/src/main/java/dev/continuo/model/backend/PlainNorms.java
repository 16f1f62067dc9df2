package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.get;
import static dev.continuo.model.backend.PlainMemory.set;

/** Norms of rows. */
interface PlainNorms extends Backend {

  @Override
  default void norm(
      Buffer x, Buffer weight, Buffer y, Buffer scales, int rows, int channels, float epsilon) {
    for (int row = 0; row < rows; row++) {
      long start = (long) row * channels;
      double squares = 0;
      for (int i = 0; i < channels; i++) {
        squares += (double) get(x, start + i) * get(x, start + i);
      }
      double r = 1 / Math.sqrt(squares / channels + epsilon);
      for (int i = 0; i < channels; i++) {
        set(y, start + i, get(x, start + i) * r * get(weight, i));
      }
      set(scales, row, r);
    }
  }

  @Override
  default void normBackward(
      Buffer dy,
      Buffer x,
      Buffer weight,
      Buffer scales,
      Buffer dx,
      boolean add,
      Buffer dxRounded,
      Buffer dWeight,
      boolean addWeight,
      int rows,
      int channels) {
    double[] sums = new double[channels];
    for (int row = 0; row < rows; row++) {
      long start = (long) row * channels;
      double r = get(scales, row);
      double product = 0;
      for (int i = 0; i < channels; i++) {
        product += (double) get(dy, start + i) * get(weight, i) * get(x, start + i);
      }
      double pull = -r * r * r * product / channels;
      for (int i = 0; i < channels; i++) {
        long at = start + i;
        double change = get(x, at) * pull + get(dy, at) * (double) get(weight, i) * r;
        sums[i] += get(dy, at) * (double) get(x, at) * r;
        set(dx, at, (add ? get(dx, at) : 0) + change);
        set(dxRounded, at, get(dx, at));
      }
    }
    for (int i = 0; i < channels; i++) {
      set(dWeight, i, sums[i] + (addWeight ? get(dWeight, i) : 0));
    }
  }
}
