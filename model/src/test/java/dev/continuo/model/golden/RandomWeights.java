package dev.continuo.model.golden;

import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightSource;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** The weights of a net that has learned nothing: each follows from its name. */
public final class RandomWeights implements WeightSource {

  private static final double DEVIATION_OF_VECTORS = 0.2;

  @Override
  public String name() {
    return "random weights";
  }

  /** Norms are about 1, biases and matrices about 0; a matrix keeps the size of its inputs. */
  @Override
  public Tensor tensor(TensorSpec expected) {
    Random random = new Random(expected.name().hashCode());
    boolean vector = expected.shape().size() == 1;
    double centre = vector && expected.name().endsWith(".weight") ? 1 : 0;
    double deviation =
        vector ? DEVIATION_OF_VECTORS : 1 / Math.sqrt(expected.shape().getLast().doubleValue());
    float[] floats = new float[(int) expected.elementCount()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) (centre + random.nextGaussian() * deviation);
    }
    return new Tensor(expected, DataType.F32, MemorySegment.ofArray(floats));
  }

  @Override
  public void close() {}
}
