package dev.continuo.model.golden;

import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightSource;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** The weights of a net that has learned nothing: each follows from its name. */
public final class RandomWeights implements WeightSource {

  private static final double DEVIATION = 0.2;

  @Override
  public String name() {
    return "random weights";
  }

  /** Vectors are about 1, biases and matrices about 0. */
  @Override
  public Tensor tensor(TensorSpec expected) {
    Random random = new Random(expected.name().hashCode());
    boolean norm = expected.shape().size() == 1 && expected.name().endsWith(".weight");
    float[] floats = new float[(int) expected.elementCount()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) ((norm ? 1 : 0) + random.nextGaussian() * DEVIATION);
    }
    return new Tensor(expected, DataType.F32, MemorySegment.ofArray(floats));
  }

  @Override
  public void close() {}
}
