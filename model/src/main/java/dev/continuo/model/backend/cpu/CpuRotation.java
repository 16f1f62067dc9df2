package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Backend.HeadNorms;
import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.kernel.RowNorm;
import org.jspecify.annotations.Nullable;

/** Queries and keys normalized and rotated, for blocks of rows, forward and backward. */
final class CpuRotation {

  private final Heads heads;
  private final @Nullable HeadNorms norms;
  private final int size;
  private final int half;
  private final int all;
  private final float[] cosines; // (T, D/2)
  private final float[] sines; // (T, D/2)
  private final float[] query;
  private final float[] key;

  CpuRotation(Heads heads, @Nullable HeadNorms norms, Buffer cosines, Buffer sines) {
    this.heads = heads;
    this.norms = norms;
    size = heads.size();
    half = size / 2;
    all = heads.queries() + heads.keys();
    this.cosines = Floats.all(cosines, heads.time() * half);
    this.sines = Floats.all(sines, heads.time() * half);
    query = norms == null ? new float[0] : Floats.all(norms.query(), size);
    key = norms == null ? new float[0] : Floats.all(norms.key(), size);
  }

  void forward(
      Scratch scratch, int first, int count, Buffer projected, Buffer rotated, Buffer scales) {
    int width = heads.rotatedChannels();
    float[] x = scratch.place(0, count * width);
    float[] found = scratch.place(1, count * all);
    read(projected, first, count, x);
    for (int i = 0; i < count; i++) {
      for (int head = 0; head < all; head++) {
        int at = i * width + head * size;
        found[i * all + head] =
            norms == null ? 1 : RowNorm.forward(x, at, weight(head), size, norms.epsilon(), x, at);
        turn(x, at, (first + i) % heads.time() * half, 1);
      }
    }
    Floats.put(x, 0, rotated, (long) first * width, count * width);
    Floats.put(found, 0, scales, (long) first * all, count * all);
  }

  /**
   * Some rows backward: gradients of rotated queries and keys become those of projected ones.
   *
   * @param sums (blocks, 2, D), where the sums of the two norms' gradients go
   */
  void backward(
      Scratch scratch,
      int block,
      int first,
      int count,
      Buffer projected,
      Buffer scales,
      Buffer dProjected,
      float[] sums) {
    int width = heads.rotatedChannels();
    float[] x = scratch.place(0, count * width);
    float[] found = scratch.place(1, count * all);
    float[] gradient = scratch.place(2, count * width);
    read(projected, first, count, x);
    read(dProjected, first, count, gradient);
    Floats.get(scales, (long) first * all, found, 0, count * all);
    for (int i = 0; i < count; i++) {
      for (int head = 0; head < all; head++) {
        int at = i * width + head * size;
        turn(gradient, at, (first + i) % heads.time() * half, -1);
        if (norms != null) {
          int kind = head < heads.queries() ? 0 : 1;
          RowNorm.backward(
              gradient,
              at,
              x,
              at,
              found[i * all + head],
              weight(head),
              size,
              gradient,
              at,
              false,
              sums,
              (2 * block + kind) * size);
        }
      }
    }
    for (int i = 0; i < count; i++) {
      long to = (long) (first + i) * heads.projectedChannels();
      Floats.put(gradient, i * width, dProjected, to, width);
    }
  }

  /** Adds up the blocks' sums. */
  void addNormGradients(float[] sums) {
    if (norms == null) {
      return;
    }
    for (int kind = 0; kind < 2; kind++) {
      Buffer gradient = kind == 0 ? norms.dQuery() : norms.dKey();
      CpuRows.addUp(sums, kind * size, 2 * size, gradient, norms.addGradients(), size);
    }
  }

  private float[] weight(int head) {
    return head < heads.queries() ? query : key;
  }

  /** Queries and keys of some rows, one row behind the other. */
  private void read(Buffer buffer, int first, int count, float[] to) {
    int width = heads.rotatedChannels();
    for (int i = 0; i < count; i++) {
      long from = (long) (first + i) * heads.projectedChannels();
      Floats.get(buffer, from, to, i * width, width);
    }
  }

  private void turn(float[] x, int at, int angle, float direction) {
    for (int p = 0; p < half; p++) {
      float first = x[at + p];
      float second = x[at + half + p];
      float cosine = cosines[angle + p];
      float sine = sines[angle + p] * direction;
      x[at + p] = first * cosine - second * sine;
      x[at + half + p] = second * cosine + first * sine;
    }
  }
}
