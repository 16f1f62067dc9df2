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

  SamplerChain(GenerationOptions options) {
    temperature = options.temperature();
    random = RandomGeneratorFactory.of(ALGORITHM).create(options.seed());
    if (options.topK() > 0) {
      filters.add(new Filter.TopK(options.topK()));
    }
    if (options.topP() < 1) {
      filters.add(new Filter.TopP(options.topP()));
    }
    if (options.minP() > 0) {
      filters.add(new Filter.MinP(options.minP()));
    }
  }

  @Override
  public int sample(float[] logits) {
    Candidates candidates = new Candidates(logits, temperature);
    for (Filter filter : filters) {
      filter.apply(candidates);
    }
    return candidates.draw(random);
  }
}
