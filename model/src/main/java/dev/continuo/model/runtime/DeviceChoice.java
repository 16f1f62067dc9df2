package dev.continuo.model.runtime;

import dev.continuo.model.backend.Gpu;
import dev.continuo.model.backend.decode.CachedTransformer;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.ModelSource;
import java.util.Optional;

/** Decides where a model is computed. */
final class DeviceChoice {

  private DeviceChoice() {}

  /**
   * Whether a GPU may be used, before it is known for what model.
   *
   * @throws ModelException where it has to be, and cannot
   */
  static boolean mayUseGpu(RuntimeOptions options) {
    return switch (options.device()) {
      case CPU -> false;
      case AUTO -> options.weights() != WeightFormat.INT8 && Gpu.problem().isEmpty();
      case GPU -> {
        if (options.weights() == WeightFormat.INT8) {
          throw new ModelException(
              "weights in int8 are for the CPU: a GPU keeps them in bfloat16 or float32; choose"
                  + " other weights, or the CPU");
        }
        Gpu.problem()
            .ifPresent(
                problem -> {
                  throw new ModelException(problem);
                });
        yield true;
      }
    };
  }

  /**
   * The forward pass on a GPU, or nothing where the CPU is to compute.
   *
   * @throws ModelException where it has to be a GPU, and cannot
   */
  static Optional<BatchForward> onGpu(RuntimeOptions options, ModelSource source) {
    if (!mayUseGpu(options)) {
      return Optional.empty();
    }
    if (options.device() == DevicePreference.GPU) {
      return Optional.of(open(options, source));
    }
    try {
      return Optional.of(open(options, source));
    } catch (ModelException | LinkageError cannot) {
      return Optional.empty();
    }
  }

  private static BatchForward open(RuntimeOptions options, ModelSource source) {
    ModelConfig config = source.config();
    CachedTransformer.checkSupported(config);
    boolean exact = options.weights() == WeightFormat.FLOAT32;
    return new DeviceForward(Gpu.open(exact), source, Long.MAX_VALUE);
  }
}
