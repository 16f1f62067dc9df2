package dev.continuo.model.generate;

/** Chooses the next token. */
@FunctionalInterface
public interface Sampler {

  /** The id of the token that comes next, given the V logits. */
  int sample(float[] logits);

  /** The sampler of this description; it holds the state of the random choices. */
  static Sampler of(Sampling sampling) {
    return sampling.temperature() == 0
        ? logits -> new Candidates(logits, 1).id(0)
        : new SamplerChain(sampling);
  }
}
