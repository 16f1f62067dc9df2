package dev.continuo.trainer.engine;

import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.cuda.CountedDevice;
import dev.continuo.model.backend.cuda.CudaBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Precision;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.optim.DeviceOptimizer;

/** The memory that a run takes on a GPU, counted by laying it out on a device that only counts. */
final class GpuMemory {

  /**
   * What cannot be counted beforehand: the code of cuBLASLt's kernels, which the driver loads when
   * one is first used, registers that kernels spill, and what other programs on the GPU, such as a
   * desktop, take meanwhile.
   */
  static final long RESERVE = 256L << 20;

  /**
   * Graphs of training beside the first part's: of parts that add to it, and of a smaller last one.
   */
  private static final long MORE_PARTS = 2;

  private GpuMemory() {}

  /** The type of activations for a number format of products. */
  static ElementType activations(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> ElementType.FLOAT32;
      case BFLOAT16 -> ElementType.BFLOAT16;
    };
  }

  /** The bytes where so much of a batch goes through the net at once. */
  static long bytes(
      ModelConfig model, TrainingConfig config, ElementType activations, MicroBatch microBatch) {
    if (microBatch.isTooLong(model, config)) {
      return Long.MAX_VALUE;
    }
    int rows = microBatch.rows();
    CountedDevice device = new CountedDevice();
    try (CudaBackend backend = new CudaBackend(device, activations);
        DenseTransformer transformer = microBatch.net(backend, model, config)) {
      DeviceOptimizer optimizer =
          new DeviceOptimizer(backend, transformer.parameters(), config.optimizer());
      transformer.forwardBackward(rows, false, LossFunction.CROSS_ENTROPY);
      long more = MORE_PARTS * device.recordedBytes();
      transformer.score(rows);
      backend.program(optimizer::operations).close();
      return device.bytes() + device.scratchBytes() + device.recordedBytes() + more + RESERVE;
    }
  }
}
