package dev.continuo.trainer.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.ProcessMemory;
import dev.continuo.model.net.Transformer;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.optim.Optimizer;
import dev.continuo.trainer.optim.Optimizers;
import dev.continuo.trainer.pass.Passes;
import dev.continuo.trainer.step.Initialization;
import dev.continuo.trainer.step.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Measures steps of training on random tokens. */
public final class TrainingBench {

  /** The share of the time in which compilers and allocators settle. */
  private static final double WARM_UP = 0.6;

  private static final int LEAST_STEPS = 3;

  private TrainingBench() {}

  /** An optimizer that knows how long its last step took. */
  private static final class Timed implements Optimizer {

    private final Optimizer optimizer;
    private final Stopwatch watch;
    private double seconds;

    Timed(Optimizer optimizer, Stopwatch watch) {
      this.optimizer = optimizer;
      this.watch = watch;
    }

    @Override
    public double step(Map<String, NDArray> gradients, double learningRate) {
      watch.start();
      double norm = optimizer.step(gradients, learningRate);
      seconds = watch.seconds();
      return norm;
    }

    @Override
    public void resume(long steps) {
      optimizer.resume(steps);
    }

    @Override
    public Map<String, NDArray> state() {
      return optimizer.state();
    }
  }

  /**
   * Measures a net.
   *
   * @param seconds for all steps together, of which the first part warms up
   */
  public static TrainingSpeed run(ModelConfig model, TrainingConfig config, double seconds) {
    Device device = Devices.of(config.device());
    List<Double> steps = new ArrayList<>();
    List<Double> optimizing = new ArrayList<>();
    int warm = 0;
    try (Transformer transformer =
            Transformer.create(model, config.precision(), config.dropout(), device);
        Passes passes = Passes.of(transformer);
        Stopwatch watch = Stopwatch.of(device)) {
      Initialization.apply(transformer, config.seed());
      Timed optimizer =
          new Timed(
              Optimizers.of(
                  transformer.weights(),
                  transformer.manager(),
                  config.optimizer(),
                  config.precision()),
              watch);
      TrainingStep step = new TrainingStep(passes, optimizer, config.loss());
      Random random = new Random(config.seed());
      long start = System.nanoTime();
      while (secondsSince(start) < seconds || steps.size() < LEAST_STEPS) {
        Batch batch = batch(model, config, random);
        long began = System.nanoTime();
        step.train(batch, config.optimizer().learningRate());
        if (secondsSince(start) < seconds * WARM_UP) {
          warm++;
        } else {
          steps.add(secondsSince(began));
          optimizing.add(optimizer.seconds);
        }
      }
    }
    return new TrainingSpeed(
        model.parameterCount(),
        config.batch().tokens(),
        warm,
        steps.size(),
        median(steps),
        steps.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
        median(optimizing),
        model.trainingFlopsPerToken(config.batch().context()),
        MatrixRate.measure(device, config.precision()),
        ProcessMemory.peakBytes());
  }

  private static Batch batch(ModelConfig model, TrainingConfig config, Random random) {
    int tokens = Math.toIntExact(config.batch().tokens());
    return new Batch(
        config.batch().size(),
        config.batch().context(),
        random.longs(tokens, 0, model.vocabularySize()).toArray(),
        random.longs(tokens, 0, model.vocabularySize()).toArray());
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static double secondsSince(long nanoTime) {
    return (double) (System.nanoTime() - nanoTime) / TimeUnit.SECONDS.toNanos(1);
  }
}
