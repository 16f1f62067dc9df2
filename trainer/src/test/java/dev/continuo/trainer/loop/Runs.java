package dev.continuo.trainer.loop;

import ai.djl.Device;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.device.Precision;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.shard.ShardWriter;
import dev.continuo.tokenizer.shard.Span;
import dev.continuo.trainer.checkpoint.RunFile.Outcome;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.Optimization.AdamW;
import dev.continuo.trainer.config.Optimization.Muon;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.DivergenceRule;
import dev.continuo.trainer.config.TrainingConfig.Engine;
import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Resources;
import dev.continuo.trainer.config.TrainingConfig.Saving;
import dev.continuo.trainer.config.TrainingConfig.Schedule;
import dev.continuo.trainer.engine.GraphEngine;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.engine.TrainingEngines;
import dev.continuo.trainer.pass.ForwardBackward;
import dev.continuo.trainer.pass.GraphForwardBackward;
import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.step.Initialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Tiny runs on a text of steps of +1 or +2, whose next token is one of two. */
final class Runs {

  static final int VOCABULARY = 13;
  static final ModelConfig MODEL =
      new ModelConfig(
          Architecture.QWEN3, VOCABULARY, 32, 2, 2, 1, 16, 64, 16, 1e-6, 10_000, true, 0);
  static final AdamW ADAM_W = new AdamW(1e-2, 0.9, 0.95, 1e-8, 0.1, 1);
  static final Muon MUON =
      new Muon(2e-2, 0.95, Muon.Iteration.POLAR_EXPRESS, 16, 0.1, 1e-2, ADAM_W);
  static final DivergenceRule CARE = new DivergenceRule(16, 8, 4, 2, 0.5);
  static final Saving ONLY_WHEN_NEEDED = new Saving(1e9, null, 2);

  private static final int DOCUMENT_TOKENS = 200;

  private Runs() {}

  static TrainingConfig config(long steps, Objective objective, Optimization optimization) {
    return config(steps, objective, optimization, ONLY_WHEN_NEEDED, CARE);
  }

  static TrainingConfig config(
      long steps,
      Objective objective,
      Optimization optimization,
      Saving saving,
      DivergenceRule divergence) {
    return new TrainingConfig(
        new Budget.Steps(steps),
        new Batching(4, 16, objective),
        LossFunction.CROSS_ENTROPY,
        0,
        optimization,
        new Schedule(0.1, 0.4),
        new Evaluation(4, 1000, null),
        saving,
        divergence,
        Precision.FLOAT32,
        DevicePreference.CPU,
        Engine.CONTINUO,
        Resources.AUTO,
        1);
  }

  /** The same with another loss and with dropout. */
  static TrainingConfig with(TrainingConfig config, LossFunction loss, double dropout) {
    return with(config, config.batch(), loss, dropout);
  }

  /** The same with other batches, another loss and dropout. */
  static TrainingConfig with(
      TrainingConfig config, Batching batching, LossFunction loss, double dropout) {
    return new TrainingConfig(
        config.budget(),
        batching,
        loss,
        dropout,
        config.optimizer(),
        config.schedule(),
        config.evaluation(),
        config.saving(),
        config.divergence(),
        config.precision(),
        config.device(),
        config.engine(),
        config.resources(),
        config.seed());
  }

  /** A text, written beside the runs. */
  static Shard shard(Path file, int documents, long seed) {
    Random random = new Random(seed);
    try (ShardWriter writer = ShardWriter.create(file, VOCABULARY)) {
      for (int document = 0; document < documents; document++) {
        int[] tokens = new int[DOCUMENT_TOKENS];
        for (int i = 1; i < tokens.length; i++) {
          tokens[i] = (tokens[i - 1] + 1 + random.nextInt(2)) % VOCABULARY;
        }
        writer.add(tokens, List.of(new Span(0, 10, 20), new Span(20, 30, 40)), DOCUMENT_TOKENS);
      }
      writer.finish();
    }
    return Shard.open(file);
  }

  static Optional<Outcome> train(
      TrainingConfig config, Path folder, TrainingListener listener, BooleanSupplier stop)
      throws IOException {
    return trainBy(() -> TrainingEngines.of(MODEL, config), config, folder, listener, stop);
  }

  /** The same by DJL's graph, with something between the trainer and its passes. */
  static Optional<Outcome> train(
      TrainingConfig config,
      Path folder,
      TrainingListener listener,
      BooleanSupplier stop,
      UnaryOperator<ForwardBackward> between)
      throws IOException {
    Supplier<TrainingEngine> engine =
        () -> {
          Transformer transformer =
              Transformer.create(MODEL, config.precision(), config.dropout(), Device.cpu());
          ForwardBackward passes = between.apply(new GraphForwardBackward(transformer));
          return new GraphEngine(
              transformer, passes, config.optimizer(), config.loss(), config.precision(), 0);
        };
    return trainBy(engine, config, folder, listener, stop);
  }

  /** The same by an engine. */
  static Optional<Outcome> trainBy(
      Supplier<TrainingEngine> engine,
      TrainingConfig config,
      Path folder,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    RunPaths run = new RunPaths(folder);
    Files.createDirectories(run.own());
    int[] byteLengths = new int[VOCABULARY];
    Arrays.fill(byteLengths, 1);
    try (Shard training = shard(folder.resolveSibling(folder.getFileName() + "-train"), 50, 1);
        Shard validation = shard(folder.resolveSibling(folder.getFileName() + "-val"), 5, 2)) {
      TrainingData data = new TrainingData(training, validation, byteLengths, new int[0]);
      InitialWeights initial = net -> Initialization.apply(net.arrays(), config.seed());
      try (Trainer trainer = Trainer.of(engine.get(), config, data, initial, run, listener)) {
        return trainer.train(stop);
      }
    }
  }

  static byte[] weights(Path run) throws IOException {
    return Files.readAllBytes(new RunPaths(run).weights());
  }

  static byte[] optimizer(Path run, long step) throws IOException {
    return Files.readAllBytes(
        run.resolve("continuo/checkpoints/step-" + step + "/optimizer.safetensors"));
  }

  static List<String> metrics(Path run) throws IOException {
    return Files.readAllLines(run.resolve("continuo/metrics.jsonl"));
  }

  /** Hears nothing. */
  record Silence() implements TrainingListener {
    @Override
    public void step(TrainingListener.Step step) {}

    @Override
    public void evaluation(TrainingListener.Evaluation evaluation) {}
  }
}
