package dev.continuo.trainer.step;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.backend.Parameter;
import dev.continuo.model.backend.Parameters;
import dev.continuo.model.net.Transformer;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The weights before training: norms one, output projections zero so that every layer begins as the
 * identity (Zhang et al., arXiv 1901.09321), the embedding normal with deviation 0.02 (GPT-2),
 * other matrices normal with deviation 1/√inputs.
 */
public final class Initialization {

  private static final double EMBEDDING_DEVIATION = 0.02;

  private Initialization() {}

  /** Fills a transformer's weights; the same seed gives the same weights on any device. */
  public static void apply(Transformer transformer, long seed) {
    RandomGenerator random = random(seed);
    for (Map.Entry<String, NDArray> entry : transformer.weights().entrySet()) {
      NDArray weight = entry.getValue();
      long inputs = weight.getShape().getLastDimension();
      Aten.fill(weight, values(entry.getKey(), weight.size(), inputs, random));
    }
  }

  /** Fills the weights on a device with the same. */
  public static void apply(Parameters parameters, long seed) {
    RandomGenerator random = random(seed);
    for (Parameter parameter : parameters.all().values()) {
      long[] shape = parameter.shape();
      long inputs = shape[shape.length - 1];
      String name = parameter.name();
      parameters.write(name, values(name, parameter.elements(), inputs, random));
    }
    parameters.refresh();
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
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
