package dev.continuo.model.graph;

import dev.continuo.model.config.ModelConfig;

/** The norm of an architecture. */
final class Norms {

  private Norms() {}

  /** LayerNorm where the architecture has biases, RMSNorm elsewhere. */
  static WeightBlock of(String name, String biasName, ModelConfig config) {
    return config.parts().layerNorm()
        ? new LayerNorm(name, biasName, config.channels(), config.normEpsilon())
        : new RootMeanSquareNorm(name, config.channels(), config.normEpsilon());
  }
}
