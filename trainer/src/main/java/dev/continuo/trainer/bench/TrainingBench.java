package dev.continuo.trainer.bench;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.ProcessMemory;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.engine.GraphEngine;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.engine.TrainingEngines;
import dev.continuo.trainer.step.Initialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Measures steps of training on random tokens, queued ahead as in a run. */
public final class TrainingBench {

  /** The share of the time in which compilers and allocators settle. */
  private static final double WARM_UP = 0.6;

  private static final int LEAST_STEPS = 3;

  /** The first step can take longer than all others together; alone it says nothing. */
  private static final double COLD = 4;

  /** Steps that become no faster for so many seconds will stay as they are. */
  private static final double SETTLED = 1;

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
    boolean apart;
    try (TrainingEngine engine = TrainingEngines.of(model, config)) {
      apart = engine instanceof GraphEngine; // over a backend, one program with the gradients
      Initialization.apply(engine.weights(), config.seed());
      engine.refresh();
      Random random = new Random(config.seed());
      long start = System.nanoTime();
      for (int ahead = 1; ahead < engine.mostUnderWay(); ahead++) {
        queue(engine, batch(model, config, random), config);
      }
      while (secondsSince(start) < seconds || steps.size() < LEAST_STEPS) {
        long began = System.nanoTime();
        double updating = queue(engine, batch(model, config, random), config);
        engine.await();
        if (secondsSince(start) < seconds * WARM_UP) {
          warm++;
        } else {
          steps.add(secondsSince(began));
          optimizing.add(updating);
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
        apart ? median(optimizing) : null,
        model.trainingFlopsPerToken(config.batch().context()),
        MatrixRate.measure(Devices.of(config.device()), config.precision()),
        ProcessMemory.peakBytes());
  }

  /**
   * The seconds of a step of a net on random tokens, once Java has compiled its loops: steps are
   * made until they do not become faster any more. Changes its weights and optimizer state.
   *
   * @param seconds no step begins later, except the first few, which a result needs
   * @param most steps at most
   */
  public static double secondsPerStep(
      TrainingEngine engine, TrainingConfig config, double seconds, long most) {
    Random random = new Random(config.seed());
    int ahead = engine.mostUnderWay() - 1;
    long start = System.nanoTime();
    for (int i = 0; i < ahead; i++) {
      queue(engine, batch(engine.config(), config, random), config);
    }
    WarmUpEnd settling = new WarmUpEnd(SETTLED);
    long done = 0;
    do {
      long began = System.nanoTime();
      queue(engine, batch(engine.config(), config, random), config);
      engine.await();
      settling.add(secondsSince(began));
    } while (!settling.isOver()
        && ++done < most
        && secondsSince(start) < (done < LEAST_STEPS ? seconds * COLD : seconds));
    for (int i = 0; i < ahead; i++) {
      engine.await();
    }
    return settling.seconds();
  }

  /** Queues a step, and gives the seconds of its update. */
  private static double queue(TrainingEngine engine, Batch batch, TrainingConfig config) {
    int most = engine.mostRows();
    engine.begin(batch, most == 0 ? batch.rows() : most);
    long updating = System.nanoTime();
    engine.update(config.optimizer().learningRate());
    return secondsSince(updating);
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
