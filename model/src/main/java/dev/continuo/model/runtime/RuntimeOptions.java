package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelException;

/**
 * How a model is run; the results depend on the format of the weights alone.
 *
 * @param threads how many threads compute, one of them the caller's
 * @param weights how the matrices are kept in memory
 */
public record RuntimeOptions(int threads, WeightFormat weights) {

  public RuntimeOptions {
    if (threads < 1) {
      throw new ModelException("threads must be positive: " + threads);
    }
  }

  /** All processors, and the weights as they are stored. */
  public static RuntimeOptions defaults() {
    return new RuntimeOptions(Runtime.getRuntime().availableProcessors(), WeightFormat.AS_STORED);
  }

  public RuntimeOptions withThreads(int newThreads) {
    return new RuntimeOptions(newThreads, weights);
  }

  public RuntimeOptions withWeights(WeightFormat newWeights) {
    return new RuntimeOptions(threads, newWeights);
  }
}
