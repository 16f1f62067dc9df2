package dev.continuo.model.engine;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.aten.Aten;
import java.lang.foreign.MemorySegment;

/** A weight and its gradient, float32 in native memory, shared with whoever moves the weight. */
record Parameter(NDArray weightArray, NDArray gradientArray) {

  /** A weight with a gradient of zeros, owned by the weight's manager. */
  static Parameter of(NDArray weight) {
    NDArray gradient = weight.getManager().zeros(weight.getShape());
    return new Parameter(weight, gradient);
  }

  long elements() {
    return weightArray.size();
  }

  MemorySegment weight() {
    return Aten.floats(weightArray);
  }

  MemorySegment gradient() {
    return Aten.floats(gradientArray);
  }
}
