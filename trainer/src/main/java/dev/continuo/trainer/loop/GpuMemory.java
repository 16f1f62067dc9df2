package dev.continuo.trainer.loop;

import ai.djl.Device;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.CudaDevices;
import dev.continuo.trainer.config.TrainingConfig.Batching;

/** How much of a batch a GPU's memory holds at once. */
final class GpuMemory {

  /** The rest is for what the allocator cannot use. */
  private static final double USABLE = 0.8;

  /** What the backward pass needs of a token, for each channel of a layer: a rough count. */
  private static final double BYTES_OF_CHANNEL = 100;

  /** Logits in two formats, their probabilities and their slopes. */
  private static final double BYTES_OF_LOGIT = 16;

  private GpuMemory() {}

  /**
   * The rows of a batch to begin with; where they are too many, memory runs out and they are
   * halved.
   *
   * @return 0 for the whole batch, as always on a CPU
   */
  static int rows(Device device, ModelConfig model, Batching batching) {
    return device.isGpu()
        ? rows(CudaDevices.list().get(device.getDeviceId()).freeBytes(), model, batching)
        : 0;
  }

  /** The rows that some free bytes hold; 0 for all. */
  static int rows(long freeBytes, ModelConfig model, Batching batching) {
    double layers = BYTES_OF_CHANNEL * model.channels() * model.layerCount();
    double token = layers + BYTES_OF_LOGIT * model.vocabularySize();
    double rows = freeBytes * USABLE / (token * batching.context());
    return rows >= batching.size() ? 0 : (int) Math.max(1, rows);
  }
}
