package dev.continuo.trainer.engine;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.cpu.CountedCpu;
import dev.continuo.model.backend.cuda.CountedDevice;
import dev.continuo.model.backend.cuda.CudaBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Precision;
import dev.continuo.model.device.Sizes;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.optim.DeviceOptimizer;

/**
 * The memory that a run over a backend takes, counted by laying it out on a device that only
 * counts.
 */
final class DeviceMemory {

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

  private DeviceMemory() {}

  /** The type of activations for a number format of products. */
  static ElementType activations(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> ElementType.FLOAT32;
      case BFLOAT16 -> ElementType.BFLOAT16;
    };
  }

  /**
   * The bytes that a run takes on a GPU in which so much of a batch goes through the net at once.
   */
  static long onGpu(
      ModelConfig model, TrainingConfig config, ElementType activations, AtOnce atOnce) {
    if (isTooLong(model, config, atOnce)) {
      return Long.MAX_VALUE;
    }
    int rows = atOnce.rows();
    CountedDevice device = new CountedDevice();
    try (CudaBackend backend = new CudaBackend(device, activations);
        DenseTransformer transformer = net(backend, model, config, atOnce)) {
      DeviceOptimizer optimizer =
          new DeviceOptimizer(backend, transformer.parameters(), config.optimizer());
      transformer.forwardBackward(rows, false, LossFunction.CROSS_ENTROPY);
      long more = MORE_PARTS * device.recordedBytes();
      transformer.score(rows);
      backend.program(optimizer::operations).close();
      return device.bytes() + device.scratchBytes() + device.recordedBytes() + more + RESERVE;
    }
  }

  /** The same beside Java's heap on the CPU. */
  static long onCpu(ModelConfig model, TrainingConfig config, AtOnce atOnce) {
    if (isTooLong(model, config, atOnce)) {
      return Long.MAX_VALUE;
    }
    try (CountedCpu backend = new CountedCpu(config.precision().scalarType());
        DenseTransformer transformer = net(backend, model, config, atOnce)) {
      DeviceOptimizer optimizer =
          new DeviceOptimizer(backend, transformer.parameters(), config.optimizer());
      backend.program(optimizer::operations).close();
      return backend.bytes();
    }
  }

  private static DenseTransformer net(
      Backend backend, ModelConfig model, TrainingConfig config, AtOnce atOnce) {
    return new DenseTransformer(
        backend,
        model,
        atOnce.rows(),
        config.batch().context(),
        config.dropout(),
        atOnce.recompute());
  }

  private static boolean isTooLong(ModelConfig model, TrainingConfig config, AtOnce atOnce) {
    long time = config.batch().context();
    return atOnce.rows() * time > Sizes.LONGEST_ARRAY
        || time * model.headSize() > Sizes.LONGEST_ARRAY;
  }
}
