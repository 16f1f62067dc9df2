package dev.continuo.trainer.bench;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Backend.Mark;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.optim.DeviceOptimizer;
import dev.continuo.trainer.step.DeviceSteps;
import dev.continuo.trainer.step.Initialization;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The speed of training steps on a device, on made-up tokens.
 *
 * @param secondsPerStep the median
 * @param tokensPerSecond of it
 * @param bytes of the device that the run takes
 * @param flopsPerSecond by nanoGPT's count: 6·parameters + 12·L·H·D·T for each token
 * @param firstLoss of the first step
 * @param lastLoss of the last one
 */
record DeviceThroughput(
    double secondsPerStep,
    double tokensPerSecond,
    long bytes,
    double flopsPerSecond,
    double firstLoss,
    double lastLoss) {

  private static final int WARM_UP = 4;
  private static final int VOCABULARY = 50_304;
  static final int TIME = 1024;

  private static final int BATCHES = 4;

  /** GPT-2's dimensions with heads of 64 channels, in Qwen 3's form. */
  static ModelConfig config(int layers, int channels) {
    int inner = (channels * 8 / 3 + 63) / 64 * 64;
    return new ModelConfig(
        Architecture.QWEN3,
        VOCABULARY,
        channels,
        layers,
        channels / 64,
        channels / 64,
        64,
        inner,
        TIME,
        1e-6,
        10_000,
        true,
        -1);
  }

  /** Tokens of which some are far more frequent than others, as in a text. */
  static Batch batch(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] inputs = new long[rows * TIME];
    long[] targets = new long[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = random.nextInt(1 + random.nextInt(1 + random.nextInt(VOCABULARY)));
      targets[i] = random.nextInt(VOCABULARY);
    }
    return new Batch(rows, TIME, inputs, targets);
  }

  /**
   * The loss before the first step: layers begin as the identity, so that with tied embeddings of
   * deviation σ the token itself has a logit of about σ·C, and the others one of deviation σ·√C.
   */
  private static double lossAtStart(int channels) {
    double deviation = Initialization.EMBEDDING_DEVIATION;
    double others = VOCABULARY * Math.exp(deviation * deviation * channels / 2);
    return Math.log(others + Math.exp(deviation * channels));
  }

  /** Whether the first loss is what it should be, and the last one lower. */
  boolean plausible(int channels) {
    return Math.abs(firstLoss - lossAtStart(channels)) < 0.2 && lastLoss < firstLoss;
  }

  /** Measures so many steps after some to warm up. */
  static DeviceThroughput measure(
      Backend backend, ModelConfig config, Optimization optimization, int batch, int steps) {
    long free = backend.freeBytes();
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      batches.add(batch(batch, i));
    }
    List<Double> seconds = new ArrayList<>();
    long bytes;
    double firstLoss = Double.NaN;
    double lastLoss;
    try (DenseTransformer transformer = new DenseTransformer(backend, config, batch, TIME)) {
      Initialization.apply(transformer.parameters().arrays(), 1);
      transformer.parameters().refresh();
      DeviceOptimizer optimizer =
          new DeviceOptimizer(backend, transformer.parameters(), optimization);
      try (DeviceSteps queue =
          new DeviceSteps(
              backend, transformer, optimizer, LossFunction.CROSS_ENTROPY, VOCABULARY)) {
        List<Mark> marks = new ArrayList<>(); // read at the end: a step is queued while one runs
        for (int step = 0; step < WARM_UP + steps; step++) {
          queue.queue(batches.get(step % BATCHES), batch, optimization.learningRate());
          marks.add(backend.mark());
          if (step > 0) {
            double loss = queue.await().loss();
            firstLoss = step == 1 ? loss : firstLoss;
          }
        }
        lastLoss = queue.await().loss();
        for (int step = WARM_UP + 1; step < marks.size(); step++) {
          seconds.add(marks.get(step).secondsSince(marks.get(step - 1)));
        }
        marks.forEach(Mark::close);
        bytes = free - backend.freeBytes();
      }
    }
    List<Double> sorted = seconds.stream().sorted().toList();
    double median = sorted.get(sorted.size() / 2);
    long tokens = (long) batch * TIME;
    double flops =
        6.0 * config.parameterCount()
            + 12.0 * config.layerCount() * config.headCount() * config.headSize() * TIME;
    return new DeviceThroughput(
        median, tokens / median, bytes, flops * tokens / median, firstLoss, lastLoss);
  }
}
