package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Backend.HeadNorms;
import dev.continuo.model.backend.Backend.HeadRotation;
import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.kernel.RowNorm;
import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Memory;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/** Queries and keys normalized and rotated, for blocks of rows, forward and backward. */
final class CpuRotation {

  private final Heads heads;
  private final @Nullable HeadNorms norms;
  private final int size;
  private final int half;
  private final int all;
  private final Buffer cosines; // (T, D/2)
  private final Buffer sines; // (T, D/2)
  private final float[] query;
  private final float[] key;

  CpuRotation(HeadRotation rotation) {
    heads = rotation.heads();
    norms = rotation.norms();
    size = heads.size();
    half = size / 2;
    all = heads.queries() + heads.keys();
    cosines = rotation.cosines();
    sines = rotation.sines();
    query = norms == null ? new float[0] : Floats.all(norms.query(), size);
    key = norms == null ? new float[0] : Floats.all(norms.key(), size);
  }

  void forward(
      Scratch scratch, int first, int count, Buffer projected, Buffer rotated, Buffer scales) {
    int width = heads.rotatedChannels();
    float[] found = scratch.place(0, count * all);
    for (int i = 0; i < count; i++) {
      int row = first + i;
      long x = scratch.read(0, projected, (long) row * heads.projectedChannels(), width);
      long y = scratch.target(1, rotated, (long) row * width, width);
      for (int head = 0; head < all; head++) {
        long at = Memory.bytes((long) head * size);
        found[i * all + head] =
            norms == null
                ? 1
                : RowNorm.forward(x + at, weight(head), size, norms.epsilon(), y + at);
        turn(norms == null ? x + at : y + at, y + at, row % heads.time(), 1);
      }
      Scratch.write(y, rotated, (long) row * width, width);
    }
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
    float[] found = scratch.place(0, count * all);
    Floats.get(scales, (long) first * all, found, 0, count * all);
    for (int i = 0; i < count; i++) {
      int row = first + i;
      long place = (long) row * heads.projectedChannels();
      long x = scratch.read(0, projected, place, width);
      long gradient = scratch.read(1, dProjected, place, width);
      for (int head = 0; head < all; head++) {
        long at = Memory.bytes((long) head * size);
        turn(gradient + at, gradient + at, row % heads.time(), -1);
        if (norms != null) {
          int kind = head < heads.queries() ? 0 : 1;
          RowNorm.backward(
              gradient + at,
              x + at,
              found[i * all + head],
              weight(head),
              size,
              gradient + at,
              false,
              sums,
              (2 * block + kind) * size);
        }
      }
      Scratch.write(gradient, dProjected, place, width);
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

  /** Rotates a head by the angles of a position, or by their negatives; y may be x. */
  private void turn(long x, long y, int position, float direction) {
    long cosine = Floats.address(cosines, (long) position * half);
    long sine = Floats.address(sines, (long) position * half);
    long across = Memory.bytes(half);
    int bound = Lanes.bound(half);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      long at = Memory.bytes(i);
      FloatVector a = Memory.load(x + at);
      FloatVector b = Memory.load(x + across + at);
      FloatVector c = Memory.load(cosine + at);
      FloatVector s = Memory.load(sine + at).mul(direction);
      Memory.store(a.mul(c).sub(b.mul(s)), y + at);
      Memory.store(b.mul(c).add(a.mul(s)), y + across + at);
    }
    for (int i = bound; i < half; i++) {
      long at = Memory.bytes(i);
      float a = Memory.get(x + at);
      float b = Memory.get(x + across + at);
      float c = Memory.get(cosine + at);
      float s = Memory.get(sine + at) * direction;
      Memory.put(a * c - b * s, y + at);
      Memory.put(b * c + a * s, y + across + at);
    }
  }
}
