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

  @Override
  default void layerNorm(
      Buffer x,
      Buffer weight,
      Buffer bias,
      Buffer y,
      Buffer moments,
      int rows,
      int channels,
      float epsilon) {
    for (int row = 0; row < rows; row++) {
      long start = (long) row * channels;
      double sum = 0;
      for (int i = 0; i < channels; i++) {
        sum += get(x, start + i);
      }
      double mean = sum / channels;
      double squares = 0;
      for (int i = 0; i < channels; i++) {
        squares += Math.pow(get(x, start + i) - mean, 2);
      }
      double r = 1 / Math.sqrt(squares / channels + epsilon);
      for (int i = 0; i < channels; i++) {
        double normed = (get(x, start + i) - mean) * r;
        set(y, start + i, normed * get(weight, i) + get(bias, i));
      }
      set(moments, 2L * row, mean);
      set(moments, 2L * row + 1, r);
    }
  }

  @Override
  default void layerNormBackward(
      LayerNorm norm,
      Buffer dy,
      Buffer x,
      Buffer moments,
      Buffer dx,
      boolean add,
      Buffer dxRounded,
      boolean addWeights,
      int rows,
      int channels) {
    double[] weights = new double[channels];
    double[] biases = new double[channels];
    for (int row = 0; row < rows; row++) {
      long start = (long) row * channels;
      double mean = get(moments, 2L * row);
      double r = get(moments, 2L * row + 1);
      double sum = 0;
      double product = 0;
      for (int i = 0; i < channels; i++) {
        double d = get(dy, start + i);
        double g = d * get(norm.weight(), i);
        double normed = (get(x, start + i) - mean) * r;
        sum += g;
        product += g * normed;
        weights[i] += d * normed;
        biases[i] += d;
      }
      for (int i = 0; i < channels; i++) {
        long at = start + i;
        double g = (double) get(dy, at) * get(norm.weight(), i);
        double normed = (get(x, at) - mean) * r;
        double change = r * (g - sum / channels - normed * product / channels);
        set(dx, at, (add ? get(dx, at) : 0) + change);
        set(dxRounded, at, get(dx, at));
      }
    }
    for (int i = 0; i < channels; i++) {
      set(norm.dWeight(), i, weights[i] + (addWeights ? get(norm.dWeight(), i) : 0));
      set(norm.dBias(), i, biases[i] + (addWeights ? get(norm.dBias(), i) : 0));
    }
  }
}
