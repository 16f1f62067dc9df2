package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.floats;
import static dev.continuo.model.backend.PlainMemory.get;
import static dev.continuo.model.backend.PlainMemory.set;

import org.jspecify.annotations.Nullable;

/** Queries and keys, head by head. */
interface PlainHeads extends Backend {

  @Override
  default void rotate(HeadRotation rotation, Buffer projected, Buffer rotated, Buffer scales) {
    Heads heads = rotation.heads();
    HeadNorms norms = rotation.norms();
    int all = heads.queries() + heads.keys();
    int size = heads.size();
    int half = size / 2;
    for (int row = 0; row < heads.rows(); row++) {
      for (int head = 0; head < all; head++) {
        float[] x =
            floats(projected, (long) row * heads.projectedChannels() + (long) head * size, size);
        double r = norms == null ? 1 : scale(x, norms.epsilon());
        set(scales, (long) row * all + head, r);
        long to = (long) row * heads.rotatedChannels() + (long) head * size;
        long angle = (long) (row % heads.time()) * half;
        for (int p = 0; p < half; p++) {
          double first = x[p] * r * weight(norms, heads, head, p);
          double second = x[p + half] * r * weight(norms, heads, head, p + half);
          double cosine = get(rotation.cosines(), angle + p);
          double sine = get(rotation.sines(), angle + p);
          set(rotated, to + p, first * cosine - second * sine);
          set(rotated, to + p + half, second * cosine + first * sine);
        }
      }
    }
  }

  static double scale(float[] x, double epsilon) {
    double squares = 0;
    for (float value : x) {
      squares += (double) value * value;
    }
    return 1 / Math.sqrt(squares / x.length + epsilon);
  }

  private static double weight(@Nullable HeadNorms norms, Heads heads, int head, int channel) {
    return norms == null ? 1 : get(head < heads.queries() ? norms.query() : norms.key(), channel);
  }

  @Override
  default void rotateBackward(
      HeadRotation rotation, Buffer projected, Buffer scales, Buffer dProjected) {
    Heads heads = rotation.heads();
    HeadNorms norms = rotation.norms();
    int all = heads.queries() + heads.keys();
    int size = heads.size();
    int half = size / 2;
    double[][] sums = new double[2][size];
    for (int row = 0; row < heads.rows(); row++) {
      for (int head = 0; head < all; head++) {
        long start = (long) row * heads.projectedChannels() + (long) head * size;
        long angle = (long) (row % heads.time()) * half;
        double[] g = new double[size];
        for (int p = 0; p < half; p++) {
          double first = get(dProjected, start + p);
          double second = get(dProjected, start + p + half);
          double cosine = get(rotation.cosines(), angle + p);
          double sine = get(rotation.sines(), angle + p);
          g[p] = first * cosine + second * sine;
          g[p + half] = second * cosine - first * sine;
        }
        if (norms != null) {
          double r = get(scales, (long) row * all + head);
          double product = 0;
          for (int i = 0; i < size; i++) {
            product += g[i] * weight(norms, heads, head, i) * get(projected, start + i);
          }
          double pull = -r * r * r * product / size;
          for (int i = 0; i < size; i++) {
            double x = get(projected, start + i);
            sums[head < heads.queries() ? 0 : 1][i] += g[i] * x * r;
            g[i] = g[i] * weight(norms, heads, head, i) * r + x * pull;
          }
        }
        for (int i = 0; i < size; i++) {
          set(dProjected, start + i, g[i]);
        }
      }
    }
    if (norms != null) {
      for (int i = 0; i < size; i++) {
        boolean add = norms.addGradients();
        set(norms.dQuery(), i, sums[0][i] + (add ? get(norms.dQuery(), i) : 0));
        set(norms.dKey(), i, sums[1][i] + (add ? get(norms.dKey(), i) : 0));
      }
    }
  }

  @Override
  default void attend(Attention attention) {
    new PlainAttention(attention).forward();
  }

  @Override
  default void attendBackward(
      Attention attention, Buffer dAttended, Buffer delta, Buffer dProjected) {
    new PlainAttention(attention).backward(dAttended, delta, dProjected);
  }
}
