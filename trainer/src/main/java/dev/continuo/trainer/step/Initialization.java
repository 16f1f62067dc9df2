package dev.continuo.trainer.step;

import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.Pieces;
import dev.continuo.model.weights.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The weights before training: norms one, biases zero, output projections zero so that every layer
 * begins as the identity (Zhang et al., arXiv 1901.09321), embeddings of tokens and positions
 * normal with deviation 0.02 (GPT-2), other matrices normal with deviation 1/√inputs. Where a norm
 * follows a half layer (Gemma 2 and 3), that norm is zero in place of the output projection: a norm
 * of zeros would multiply gradients by 1/√ε.
 */
public final class Initialization {

  /** The deviation of embeddings. */
  public static final double EMBEDDING_DEVIATION = 0.02;

  private static final String POST_NORM = "post_norm.weight";

  private Initialization() {}

  /** Fills the weights of a net; the same seed gives the same weights on any device. */
  public static void apply(NamedArrays weights, long seed) {
    apply(weights, seed, Pieces.USUAL);
  }

  static void apply(NamedArrays weights, long seed, Pieces pieces) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    boolean postNorms = weights.specs().stream().anyMatch(spec -> spec.name().endsWith(POST_NORM));
    for (TensorSpec spec : weights.specs()) {
      double deviation = deviation(spec);
      boolean zeros = isZero(spec.name(), postNorms);
      pieces.write(weights, spec, piece -> fill(piece, spec.name(), zeros, deviation, random));
    }
  }

  private static boolean isZero(String name, boolean postNorms) {
    boolean output = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
    return name.endsWith(".bias") || (postNorms ? name.endsWith(POST_NORM) : output);
  }

  private static double deviation(TensorSpec spec) {
    return spec.name().contains("embed_") || spec.name().contains("lm_head")
        ? EMBEDDING_DEVIATION
        : 1 / Math.sqrt((double) spec.shape().getLast());
  }

  private static void fill(
      MemorySegment piece, String name, boolean zeros, double deviation, RandomGenerator random) {
    long count = piece.byteSize() / Float.BYTES;
    for (long i = 0; i < count; i++) {
      double value =
          zeros ? 0 : name.endsWith("norm.weight") ? 1 : random.nextGaussian() * deviation;
      piece.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
    }
  }
}
