package dev.continuo.trainer.step;

import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.TensorSpec;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The weights before training: norms one, output projections zero so that every layer begins as the
 * identity (Zhang et al., arXiv 1901.09321), the embedding normal with deviation 0.02 (GPT-2),
 * other matrices normal with deviation 1/√inputs.
 */
public final class Initialization {

  /** The deviation of embeddings. */
  public static final double EMBEDDING_DEVIATION = 0.02;

  private Initialization() {}

  /** Fills the weights of a net; the same seed gives the same weights on any device. */
  public static void apply(NamedArrays weights, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (TensorSpec spec : weights.specs()) {
      long inputs = spec.shape().getLast();
      weights.fill(spec.name(), values(spec.name(), spec.elementCount(), inputs, random));
    }
  }

  private static float[] values(String name, long size, long inputs, RandomGenerator random) {
    float[] values = new float[Math.toIntExact(size)];
    if (name.endsWith("norm.weight")) {
      Arrays.fill(values, 1);
    } else if (!name.endsWith("o_proj.weight") && !name.endsWith("down_proj.weight")) {
      double deviation =
          name.contains("embed_tokens") || name.contains("lm_head")
              ? EMBEDDING_DEVIATION
              : 1 / Math.sqrt((double) inputs);
      for (int index = 0; index < values.length; index++) {
        values[index] = (float) (random.nextGaussian() * deviation);
      }
    }
    return values;
  }
}
