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
  default void normBackward(NormRows rows, RmsNorm norm, Buffer scales) {
    int channels = rows.channels();
    double[] sums = new double[channels];
    for (int row = 0; row < rows.rows(); row++) {
      long start = (long) row * channels;
      double r = get(scales, row);
      double product = 0;
      for (int i = 0; i < channels; i++) {
        product +=
            (double) get(rows.dy(), start + i) * get(norm.weight(), i) * get(rows.x(), start + i);
      }
      double pull = -r * r * r * product / channels;
      for (int i = 0; i < channels; i++) {
        long at = start + i;
        double change =
            get(rows.x(), at) * pull + get(rows.dy(), at) * (double) get(norm.weight(), i) * r;
        sums[i] += get(rows.dy(), at) * (double) get(rows.x(), at) * r;
        set(rows.dx(), at, (rows.add() ? get(rows.dx(), at) : 0) + change);
        set(rows.dxRounded(), at, get(rows.dx(), at));
      }
    }
    for (int i = 0; i < channels; i++) {
      set(norm.dWeight(), i, sums[i] + (norm.add() ? get(norm.dWeight(), i) : 0));
    }
  }

  @Override
  default void layerNorm(
      Buffer x, Affine affine, Buffer y, Buffer moments, int rows, int channels, float epsilon) {
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
        set(y, start + i, normed * get(affine.weight(), i) + get(affine.bias(), i));
      }
      set(moments, 2L * row, mean);
      set(moments, 2L * row + 1, r);
    }
  }

  @Override
  default void layerNormBackward(NormRows rows, LayerNorm norm, Buffer moments) {
    int channels = rows.channels();
    double[] weights = new double[channels];
    double[] biases = new double[channels];
    for (int row = 0; row < rows.rows(); row++) {
      long start = (long) row * channels;
      double mean = get(moments, 2L * row);
      double r = get(moments, 2L * row + 1);
      double sum = 0;
      double product = 0;
      for (int i = 0; i < channels; i++) {
        double d = get(rows.dy(), start + i);
        double g = d * get(norm.weight(), i);
        double normed = (get(rows.x(), start + i) - mean) * r;
        sum += g;
        product += g * normed;
        weights[i] += d * normed;
        biases[i] += d;
      }
      for (int i = 0; i < channels; i++) {
        long at = start + i;
        double g = (double) get(rows.dy(), at) * get(norm.weight(), i);
        double normed = (get(rows.x(), at) - mean) * r;
        double change = r * (g - sum / channels - normed * product / channels);
        set(rows.dx(), at, (rows.add() ? get(rows.dx(), at) : 0) + change);
        set(rows.dxRounded(), at, get(rows.dx(), at));
      }
    }
    for (int i = 0; i < channels; i++) {
      set(norm.dWeight(), i, weights[i] + (norm.add() ? get(norm.dWeight(), i) : 0));
      set(norm.dBias(), i, biases[i] + (norm.add() ? get(norm.dBias(), i) : 0));
    }
  }
}
