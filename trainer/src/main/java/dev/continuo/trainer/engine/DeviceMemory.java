package dev.continuo.trainer.engine;

import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.cuda.CountedDevice;
import dev.continuo.model.backend.cuda.CudaBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Sizes;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.net.Precision;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.optim.DeviceOptimizer;

/**
 * The memory that a run over a backend takes, counted by laying it out on a device that only
 * counts.
 */
public final class DeviceMemory {

  /** What the driver, the kernels and the products' workspace take beside the buffers. */
  private static final long RESERVE = 512L << 20;

  private DeviceMemory() {}

  /** The type of activations for a number format of products. */
  static ElementType activations(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> ElementType.FLOAT32;
      case BFLOAT16 -> ElementType.BFLOAT16;
    };
  }

  /** The bytes of a run in which so many sequences go through the net at once. */
  public static long bytes(
      ModelConfig model, TrainingConfig config, ElementType activations, int rows) {
    int time = config.batch().context();
    if ((long) rows * time > Sizes.LONGEST_ARRAY
        || (long) time * model.headSize() > Sizes.LONGEST_ARRAY) {
      return Long.MAX_VALUE;
    }
    CountedDevice device = new CountedDevice();
    try (CudaBackend backend = new CudaBackend(device, activations);
        DenseTransformer transformer =
            new DenseTransformer(backend, model, rows, time, config.dropout(), false)) {
      DeviceOptimizer optimizer =
          new DeviceOptimizer(backend, transformer.parameters(), config.optimizer());
      transformer.forwardBackward(rows, false, LossFunction.CROSS_ENTROPY);
      transformer.score(rows);
      backend.plan(optimizer::operations);
      return device.bytes() + RESERVE;
    }
  }

  /**
   * The most sequences of a batch that go through the net at once in so many bytes.
   *
   * @return 0 where not even one does
   */
  public static int rows(
      ModelConfig model, TrainingConfig config, ElementType activations, long bytes) {
    int low = 0;
    int high = config.batch().size();
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (bytes(model, config, activations, middle) <= bytes) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
