package dev.continuo.model.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Divides the logits by the temperature, applies the filters in turn and draws from the rest. */
final class SamplerChain implements Sampler {

  /** The algorithm of the random choices; part of what a seed means. */
  private static final String ALGORITHM = "L64X128MixRandom";

  private final double temperature;
  private final List<Filter> filters = new ArrayList<>();
  private final RandomGenerator random;

  SamplerChain(Sampling sampling) {
    temperature = sampling.temperature();
    random = RandomGeneratorFactory.of(ALGORITHM).create(sampling.seed());
    if (sampling.topK() > 0) {
      filters.add(new Filter.TopK(sampling.topK()));
    }
    if (sampling.topP() < 1) {
      filters.add(new Filter.TopP(sampling.topP()));
    }
    if (sampling.minP() > 0) {
      filters.add(new Filter.MinP(sampling.minP()));
    }
    if (sampling.typicalP() < 1) {
      filters.add(new Filter.Typical(sampling.typicalP()));
    }
  }

  @Override
  public int sample(float[] logits) {
    return candidates(logits).draw(random);
  }

  /** The tokens that stay in play. */
  Candidates candidates(float[] logits) {
    Candidates candidates = new Candidates(logits, temperature);
    for (Filter filter : filters) {
      filter.apply(candidates);
    }
    return candidates;
  }
}
