package dev.continuo.trainer.bench;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.ProcessMemory;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.engine.TrainingEngines;
import dev.continuo.trainer.step.Initialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Measures steps of training on random tokens. */
public final class TrainingBench {

  /** The share of the time in which compilers and allocators settle. */
  private static final double WARM_UP = 0.6;

  private static final int LEAST_STEPS = 3;

  private TrainingBench() {}

  /**
   * Measures a net.
   *
   * @param seconds for all steps together, of which the first part warms up
   */
  public static TrainingSpeed run(ModelConfig model, TrainingConfig config, double seconds) {
    List<Double> steps = new ArrayList<>();
    List<Double> optimizing = new ArrayList<>();
    int warm = 0;
    try (TrainingEngine engine = TrainingEngines.of(model, config)) {
      Initialization.apply(engine.weights(), config.seed());
      engine.refresh();
      Random random = new Random(config.seed());
      long start = System.nanoTime();
      while (secondsSince(start) < seconds || steps.size() < LEAST_STEPS) {
        Batch batch = batch(model, config, random);
        long began = System.nanoTime();
        engine.gradients(batch, batch.rows());
        long updating = System.nanoTime();
        engine.update(config.optimizer().learningRate());
        if (secondsSince(start) < seconds * WARM_UP) {
          warm++;
        } else {
          steps.add(secondsSince(began));
          optimizing.add(secondsSince(updating));
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
        MatrixRate.measure(Devices.of(config.device()), config.precision()),
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
