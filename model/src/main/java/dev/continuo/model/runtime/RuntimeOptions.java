package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelException;

/**
 * How a model is run. The results depend on the format of the weights alone, or, on a GPU, also on
 * what is computed together: there they may differ in the last digits.
 *
 * @param threads how many threads compute, one of them the caller's
 * @param weights how the matrices are kept in memory; in bfloat16 or float32 on a GPU
 * @param device where it is computed
 */
public record RuntimeOptions(int threads, WeightFormat weights, DevicePreference device) {

  public RuntimeOptions {
    if (threads < 1) {
      throw new ModelException("threads must be positive: " + threads);
    }
  }

  /** On the CPU. */
  public RuntimeOptions(int threads, WeightFormat weights) {
    this(threads, weights, DevicePreference.CPU);
  }

  /** All processors, and the weights as they are stored. */
  public static RuntimeOptions defaults() {
    return new RuntimeOptions(Runtime.getRuntime().availableProcessors(), WeightFormat.AS_STORED);
  }

  public RuntimeOptions withThreads(int newThreads) {
    return new RuntimeOptions(newThreads, weights, device);
  }

  public RuntimeOptions withWeights(WeightFormat newWeights) {
    return new RuntimeOptions(threads, newWeights, device);
  }

  public RuntimeOptions withDevice(DevicePreference newDevice) {
    return new RuntimeOptions(threads, weights, newDevice);
  }
}
