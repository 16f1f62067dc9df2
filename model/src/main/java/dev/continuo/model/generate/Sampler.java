package dev.continuo.model.generate;

/** Chooses the next token. */
@FunctionalInterface
public interface Sampler {

  /** The id of the token that comes next, given the V logits. */
  int sample(float[] logits);

  /** The sampler that some options describe; it holds the state of their random choices. */
  static Sampler of(GenerationOptions options) {
    return options.temperature() == 0
        ? logits -> new Candidates(logits, 1).id(0)
        : new SamplerChain(options);
  }
}
