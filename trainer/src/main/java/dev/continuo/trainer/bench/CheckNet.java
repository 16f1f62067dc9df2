package dev.continuo.trainer.bench;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.BackendCheck;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.Parameter;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.Optimization.AdamW;
import dev.continuo.trainer.config.Optimization.Muon;
import dev.continuo.trainer.optim.DeviceOptimizer;
import dev.continuo.trainer.step.DeviceSteps;
import dev.continuo.trainer.step.Initialization;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.ObjDoubleConsumer;

/** A tiny net and batches of made-up text, the same wherever it is trained. */
final class CheckNet {

  static final int BATCH = 8;
  static final int TIME = 64;
  static final long SEED = 11;

  private static final int VOCABULARY = 96;
  private static final AdamW ADAM_W = new AdamW(3e-3, 0.9, 0.95, 1e-8, 0.1, 1.0);

  /** The net: heads of 64 channels, two query heads to a key head. */
  static final ModelConfig CONFIG = config(Architecture.QWEN3, 64, true);

  private CheckNet() {}

  /** A net of two layers. */
  static ModelConfig config(Architecture architecture, int headSize, boolean tied) {
    return new ModelConfig(
        architecture, VOCABULARY, 128, 2, 2, 1, headSize, 320, TIME, 1e-6, 10_000, tied, -1);
  }

  /** A net of two layers in GPT-2's form. */
  static ModelConfig gpt2() {
    return new ModelConfig(
        Architecture.GPT2, VOCABULARY, 128, 2, 2, 2, 64, 512, TIME, 1e-5, 0, true, -1);
  }

  /** The optimizers that are checked, by name. */
  static Map<String, Optimization> optimizers() {
    Map<String, Optimization> optimizers = new LinkedHashMap<>();
    optimizers.put("AdamW", ADAM_W);
    optimizers.put(
        "Muon", new Muon(0.02, 0.95, Muon.Iteration.POLAR_EXPRESS, 1 << 20, 0.01, 3e-3, ADAM_W));
    return optimizers;
  }

  /** One of them. */
  static Optimization optimizer(String name) {
    return Objects.requireNonNull(optimizers().get(name), name);
  }

  /** The batch of a step: ids that follow from the one before, but for one in eight. */
  static Batch batch(long step) {
    SplittableRandom random = new SplittableRandom(SEED * 1000 + step);
    long[] inputs = new long[BATCH * TIME];
    long[] targets = new long[inputs.length];
    for (int row = 0; row < BATCH; row++) {
      long last = random.nextInt(VOCABULARY);
      for (int t = 0; t < TIME; t++) {
        long next =
            random.nextInt(8) == 0 ? random.nextInt(VOCABULARY) : (7 * last + 3) % VOCABULARY;
        inputs[row * TIME + t] = last;
        targets[row * TIME + t] = next;
        last = next;
      }
    }
    return new Batch(BATCH, TIME, inputs, targets);
  }

  /** The learning rate of a step: rises, then stays. */
  static double learningRate(Optimization optimization, long step) {
    return optimization.learningRate() * Math.min(1, (step + 1) / 10.0);
  }

  /** Where a run of the net ended. */
  @SuppressWarnings("ArrayRecordComponent")
  record Run(double[] losses, double[] norms, Map<String, float[]> weights) {}

  /**
   * Trains the net on a backend.
   *
   * @param rows how many sequences go through it at once
   * @param same whether every step has the first one's batch
   */
  static Run train(
      Backend backend,
      ModelConfig config,
      Optimization optimization,
      int steps,
      int rows,
      boolean same) {
    double[] losses = new double[steps];
    double[] norms = new double[steps];
    try (DenseTransformer transformer = new DenseTransformer(backend, config, rows, TIME)) {
      Initialization.apply(transformer.parameters().arrays(), SEED);
      transformer.parameters().refresh();
      DeviceOptimizer optimizer =
          new DeviceOptimizer(backend, transformer.parameters(), optimization);
      try (DeviceSteps queue =
          new DeviceSteps(
              backend,
              transformer,
              optimizer,
              LossFunction.CROSS_ENTROPY,
              config.vocabularySize())) {
        for (int step = 0; step < steps; step++) {
          queue.queue(batch(same ? 0 : step), rows, learningRate(optimization, step));
          if (queue.underWay() == 2) {
            var result = queue.await();
            losses[step - 1] = result.loss();
            norms[step - 1] = result.gradientNorm();
          }
        }
        var result = queue.await();
        losses[steps - 1] = result.loss();
        norms[steps - 1] = result.gradientNorm();
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (Parameter parameter : transformer.parameters().all().values()) {
          weights.put(parameter.name(), transformer.parameters().read(parameter.weight()));
        }
        return new Run(losses, norms, weights);
      }
    }
  }

  /**
   * The largest ‖Δ‖/‖ref‖ of gradients. That of a key's bias is zero, since softmax ignores what
   * all scores have in common: there Δ is held to the gradient of the key's weight.
   *
   * @param report hears of each
   */
  static double largestDistance(
      Map<String, float[]> right, Map<String, float[]> found, ObjDoubleConsumer<String> report) {
    double largest = 0;
    for (Map.Entry<String, float[]> entry : right.entrySet()) {
      String name = entry.getKey();
      float[] values = Objects.requireNonNull(found.get(name));
      double distance = BackendCheck.distance(values, entry.getValue());
      if (name.endsWith("k_proj.bias")) {
        String weight = name.replaceAll("bias$", "weight");
        distance *= norm(entry.getValue()) / norm(Objects.requireNonNull(right.get(weight)));
      }
      report.accept(name, distance);
      largest = Math.max(largest, distance);
    }
    return largest;
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /** The loss and the gradients of one batch, from weights that are all random. */
  static Map<String, float[]> gradients(Backend backend, ModelConfig config, LossFunction loss) {
    return gradients(backend, config, loss, batch(0));
  }

  static Map<String, float[]> gradients(
      Backend backend, ModelConfig config, LossFunction loss, Batch batch) {
    try (DenseTransformer transformer =
        new DenseTransformer(backend, config, batch.rows(), batch.columns())) {
      SplittableRandom random = new SplittableRandom(SEED);
      for (Parameter parameter : transformer.parameters().all().values()) {
        float[] values = new float[Math.toIntExact(parameter.elements())];
        boolean vector = parameter.shape().length == 1;
        double centre = parameter.name().endsWith("norm.weight") ? 1 : 0;
        double deviation = vector ? 0.2 : 1 / Math.sqrt((double) parameter.shape()[1]);
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (centre + random.nextGaussian() * deviation);
        }
        transformer.parameters().write(parameter.name(), values);
      }
      transformer.parameters().refresh();
      DeviceSteps.hand(backend, transformer, batch, config.vocabularySize());
      transformer.forwardBackward(batch.rows(), false, loss);
      Map<String, float[]> found = new LinkedHashMap<>();
      found.put("losses", transformer.parameters().read(transformer.losses()));
      for (Parameter parameter : transformer.parameters().all().values()) {
        found.put(parameter.name(), transformer.parameters().read(parameter.gradient()));
      }
      transformer.score(batch.rows());
      found.put("cross-entropies", transformer.parameters().read(transformer.losses()));
      return found;
    }
  }
}
