package dev.continuo.trainer.engine;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;

/** How much of a batch memory holds at once where autograd keeps all activations. */
final class GraphMemory {

  /** The rest is for what the allocator cannot use. */
  private static final double USABLE = 0.8;

  /** Activations of a token for each channel of a layer: a rough count. */
  private static final double BYTES_OF_CHANNEL = 100;

  /** Logits in two formats, their probabilities and their gradients. */
  private static final double BYTES_OF_LOGIT = 16;

  private GraphMemory() {}

  /**
   * The sequences that some free bytes hold, to begin with: where they are too many, memory runs
   * out and they are halved.
   *
   * @return 0 for the whole batch
   */
  static int rows(long freeBytes, ModelConfig model, Batching batching) {
    double layers = BYTES_OF_CHANNEL * model.channels() * model.layerCount();
    double token = layers + BYTES_OF_LOGIT * model.vocabularySize();
    double rows = freeBytes * USABLE / (token * batching.context());
    return rows >= batching.size() ? 0 : (int) Math.max(1, rows);
  }
}
