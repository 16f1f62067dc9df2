package dev.continuo.trainer.engine;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.cpu.CountedCpu;
import dev.continuo.model.backend.cpu.CpuHeap;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Sizes;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.optim.DeviceOptimizer;

/** The memory that a run takes on the CPU, counted before it begins. */
final class CpuMemory {

  private CpuMemory() {}

  /** The bytes beside Java's heap where so much of a batch goes through the net at once. */
  static long bytes(ModelConfig model, TrainingConfig config, MicroBatch microBatch) {
    if (microBatch.isTooLong(model, config)) {
      return Long.MAX_VALUE;
    }
    try (CountedCpu backend = new CountedCpu(config.precision().scalarType());
        DenseTransformer transformer = microBatch.net(backend, model, config)) {
      DeviceOptimizer optimizer =
          new DeviceOptimizer(backend, transformer.parameters(), config.optimizer());
      backend.program(optimizer::operations).close();
      return backend.bytes();
    }
  }

  /** What is in Java's heap while so many sequences go through the net at once. */
  static CpuHeap heap(ModelConfig model, TrainingConfig config, int rows) {
    int time = config.batch().context();
    int threads = config.resources().threadCount();
    ScalarType type = config.precision().scalarType();
    return CpuHeap.of(
        model,
        type,
        Sizes.product(rows, time),
        time,
        threads,
        DeviceOptimizer.blocks(model, config.optimizer()));
  }
}
