package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.net.Transformer;
import dev.continuo.trainer.config.TrainingConfig.AdamW;
import java.util.Map;

/** The choice of an optimizer for a device. */
public final class Optimizers {

  private Optimizers() {}

  /** AdamW over a transformer's weights: fused on the CPU, array operations elsewhere. */
  public static Optimizer adamW(Transformer transformer, AdamW config) {
    Map<String, NDArray> weights = transformer.weights();
    return transformer.manager().getDevice().isGpu()
        ? new ArrayAdamW(weights, transformer.manager(), config)
        : new FusedAdamW(weights, transformer.manager(), config);
  }
}
