package dev.continuo.model.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The cosines and sines of rotary positions (Su et al., arXiv 2104.09864): channel i of a head
 * turns with channel i + D/2 by the angle position·base^(−2i/D), the pairing of HuggingFace's Llama
 * and Qwen.
 */
record RotaryTable(NDArray cosines, NDArray sines) {

  /** The table of positions 0 to T−1: twice (1, 1, T, D). */
  static RotaryTable create(NDManager manager, int length, int headSize, double base) {
    int half = headSize / 2;
    float[] cosines = new float[length * headSize];
    float[] sines = new float[length * headSize];
    for (int position = 0; position < length; position++) {
      for (int channel = 0; channel < headSize; channel++) {
        double angle = position * Math.pow(base, -2.0 * (channel % half) / headSize);
        cosines[position * headSize + channel] = (float) Math.cos(angle);
        sines[position * headSize + channel] = (float) Math.sin(angle);
      }
    }
    Shape shape = new Shape(1, 1, length, headSize);
    return new RotaryTable(manager.create(cosines, shape), manager.create(sines, shape));
  }

  /** The table of the first positions, owned by another manager. */
  RotaryTable first(long length, NDManager manager) {
    RotaryTable part =
        new RotaryTable(cosines.get(":, :, :" + length), sines.get(":, :, :" + length));
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
