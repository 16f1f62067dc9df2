package dev.continuo.model.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.config.RotaryAngles;

/** The cosines and sines of {@link RotaryAngles}, twice side by side: (1, 1, T, D) each. */
record RotaryTable(NDArray cosines, NDArray sines) {

  /** The table of positions 0 to T−1. */
  static RotaryTable create(NDManager manager, int length, RotaryAngles angles) {
    int headSize = 2 * angles.count();
    float[] cosines = new float[length * headSize];
    float[] sines = new float[length * headSize];
    for (int position = 0; position < length; position++) {
      int at = position * headSize;
      angles.write(position, cosines, sines, at);
      angles.write(position, cosines, sines, at + angles.count());
    }
    Shape shape = new Shape(1, 1, length, headSize);
    return new RotaryTable(manager.create(cosines, shape), manager.create(sines, shape));
  }

  /** The table of some positions, owned by another manager. */
  RotaryTable part(int first, int end, NDManager manager) {
    String positions = ":, :, " + first + ":" + end;
    RotaryTable part = new RotaryTable(cosines.get(positions), sines.get(positions));
    part.cosines.attach(manager);
    part.sines.attach(manager);
    return part;
  }

  /** Turns (B, H, T, D) by its positions. */
  NDArray rotate(NDArray x) {
    long half = x.getShape().get(3) / 2;
    NDArray first = x.get("..., :" + half); // (B, H, T, D/2)
    NDArray second = x.get("..., " + half + ":"); // (B, H, T, D/2)
    NDArray turned = second.neg().concat(first, -1); // (B, H, T, D)
    return x.mul(cosines).add(turned.mul(sines)); // (B, H, T, D)
  }
}
