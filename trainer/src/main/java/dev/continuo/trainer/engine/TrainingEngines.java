package dev.continuo.trainer.engine;

import ai.djl.Device;
import dev.continuo.model.aten.Libtorch;
import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.backend.cuda.CudaBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.ComputeDevice;
import dev.continuo.model.device.Precision;
import dev.continuo.model.graph.Transformer;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.pass.GraphForwardBackward;
import java.util.function.Function;

/** The choice of what trains a net. */
public final class TrainingEngines {

  private TrainingEngines() {}

  /**
   * The engine of a run's device, with weights of zero.
   *
   * @throws TrainingException where it cannot train this net, or has too little memory for it
   */
  public static TrainingEngine of(ModelConfig model, TrainingConfig config) {
    ComputeDevice device = Devices.of(config.device());
    Devices.require(device, config.engine(), config.resources());
    return switch (device) {
      case CPU ->
          switch (config.engine()) {
            case CONTINUO -> onCpu(model, config);
            case DJL -> graph(model, config);
          };
      case GPU -> onGpu(model, config);
    };
  }

  /**
   * A net to be scored, with weights of zero.
   *
   * @param rows sequences at a time
   * @param time the tokens of each
   */
  public static ScoringEngine forScoring(
      ModelConfig model, ComputeDevice device, Precision precision, int rows, int time) {
    return switch (device) {
      case CPU ->
          scoring(cpu(precision, Runtime.getRuntime().availableProcessors()), model, rows, time);
      case GPU -> scoring(CudaBackend.open(0, GpuMemory.activations(precision)), model, rows, time);
    };
  }

  private static ScoringEngine scoring(Backend opened, ModelConfig model, int rows, int time) {
    return over(
        opened,
        backend -> {
          DenseTransformer transformer = new DenseTransformer(backend, model, rows, time, 0, true);
          return new DeviceScoring(backend, transformer, model, rows);
        });
  }

  /** What is made over a backend, which is closed where that fails. */
  static <B extends Backend, T> T over(B backend, Function<B, T> making) {
    try {
      return making.apply(backend);
    } catch (RuntimeException | Error e) {
      backend.close();
      throw e;
    }
  }

  private static TrainingEngine onCpu(ModelConfig model, TrainingConfig config) {
    MicroBatch microBatch = MemoryPlan.of(model, config, ComputeDevice.CPU).microBatch();
    return over(
        cpu(config.precision(), config.resources().threadCount()),
        backend -> onBackend(backend, model, config, microBatch));
  }

  private static TrainingEngine graph(ModelConfig model, TrainingConfig config) {
    if (!Libtorch.isThere()) {
      throw new TrainingException(
          "%s djl needs libtorch, which DJL does not bring for this platform; leave it out",
          TrainingSettings.ENGINE);
    }
    int rows = MemoryPlan.of(model, config, ComputeDevice.CPU).rows();
    Transformer transformer =
        Transformer.create(model, config.precision(), config.dropout(), Device.cpu());
    try {
      return new GraphEngine(
          transformer,
          new GraphForwardBackward(transformer),
          config.optimizer(),
          config.loss(),
          config.precision(),
          rows);
    } catch (RuntimeException | Error e) {
      transformer.close();
      throw e;
    }
  }

  private static CpuBackend cpu(Precision precision, int threads) {
    return new CpuBackend(precision.scalarType(), threads);
  }

  private static TrainingEngine onGpu(ModelConfig model, TrainingConfig config) {
    return over(
        CudaBackend.open(0, GpuMemory.activations(config.precision())),
        backend -> {
          MemoryPlan plan = MemoryPlan.onGpu(model, config, backend.freeBytes());
          plan.require(null);
          return onBackend(backend, model, config, plan.microBatch());
        });
  }

  static TrainingEngine onBackend(
      Backend backend, ModelConfig model, TrainingConfig config, MicroBatch microBatch) {
    return new DeviceEngine(
        backend,
        model,
        config.optimizer(),
        config.loss(),
        config.dropout(),
        microBatch,
        config.batch().context());
  }
}
