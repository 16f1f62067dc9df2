package dev.continuo.trainer.run;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.ComputeDevice;
import dev.continuo.model.device.Precision;
import dev.continuo.model.device.Processor;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.trainer.bench.TrainingBench;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.engine.MemoryPlan;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.engine.TrainingEngines;
import dev.continuo.trainer.loop.InitialWeights;
import dev.continuo.trainer.loop.MemoryShortage;
import dev.continuo.trainer.loop.Trainer;
import dev.continuo.trainer.loop.TrainingData;
import dev.continuo.trainer.progress.Listeners;
import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.step.Initialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The training of a prepared run, from its first or last saved step. */
final class RunTraining {

  /** Steps are measured for so many seconds at most, and this share of a run of steps. */
  private static final double MEASURED_SECONDS = 4;

  private static final long MEASURED_SHARE = 20;
  private static final long LEAST_MEASURED = 2;

  private final RunLock lock;
  private final boolean anew;
  private final RunListener notes;

  /**
   * A training.
   *
   * @param lock the right to train the run
   * @param anew whether it was just prepared, rather than taken up
   * @param notes hears of the run
   */
  RunTraining(RunLock lock, boolean anew, RunListener notes) {
    this.lock = lock;
    this.anew = anew;
    this.notes = notes;
  }

  /**
   * Trains until the budget is used or a stop is asked for, which saves first.
   *
   * @param asked the run's file; written once everything that it needs is there
   * @param prompt what the net continues at each evaluation; null is the beginning of held-out text
   * @return the run with its outcome, or empty where it was stopped
   * @throws TrainingException where something is missing, or the budget is used already
   */
  Optional<RunFile> train(
      RunFile asked, @Nullable String prompt, TrainingListener listener, BooleanSupplier stop) {
    RunPaths run = lock.run();
    ComputeDevice device = Devices.of(asked.training().device());
    Processor.limitProblem().ifPresent(notes::warn);
    TrainingConfig usable = onThisMachine(asked.training(), device, notes);
    ModelConfig model = ConfigFile.read(run.root().resolve(ConfigFile.NAME));
    CorpusFolder corpus = RunTrace.corpus(run, asked);
    MemoryPlan memory = MemoryPlan.of(model, usable, device);
    memory.require(null);
    try (Tokenizer tokenizer = Tokenizers.open(run.root().resolve(Tokenizers.FILE_NAME));
        Shard training = open(corpus.trainingShard(), asked.corpus().trainingFingerprint());
        Shard validation = open(corpus.validationShard(), asked.corpus().validationFingerprint());
        SampleWriter samples =
            new SampleWriter(
                run,
                model,
                tokenizer,
                validation,
                RunTrace.find(run, corpus, notes),
                prompt,
                usable.seed())) {
      notes.note(describe(model, usable, device));
      TrainingData data =
          new TrainingData(
              training, validation, tokenizer.tokenByteLengths(), tokenizer.bosTokens().ids());
      TrainingListener all = new Listeners(List.of(listener, samples));
      TrainingEngine engine = TrainingEngines.of(model, usable);
      RunFile file = asked;
      TrainingConfig config = usable;
      if (anew) {
        Forecast forecast = forecast(model, usable, data, memory, engine);
        notes.forecast(forecast);
        config = usable.with(evaluation(forecast));
        file = asked.with(asked.training().with(evaluation(forecast)));
      }
      try (Trainer trainer = Trainer.of(engine, config, data, initial(file), run, all)) {
        if (trainer.isOver() && isFinished(run)) {
          throw new TrainingException(
              "%s: this run has used its budget in %,d steps and %.1f minutes; give it more %s or %s",
              run.root(),
              trainer.state().step(),
              trainer.state().seconds() / 60,
              TrainingSettings.STEPS,
              TrainingSettings.MINUTES);
        }
        int microBatch = trainer.state().health().microBatch();
        notes.note(describe(config.batch().size(), microBatch, engine.recomputes()));
        file.write(run.runFile());
        Optional<RunFile> finished = trainer.train(stop).map(file::with);
        finished.ifPresent(done -> done.write(run.runFile()));
        return finished;
      }
    }
  }

  /**
   * What the run will take, by some steps of its own net, whose weights are filled afterwards. They
   * also let Java compile the net's loops before the run's time begins.
   */
  private static Forecast forecast(
      ModelConfig model,
      TrainingConfig config,
      TrainingData data,
      MemoryPlan memory,
      TrainingEngine engine) {
    long most =
        switch (config.budget()) {
          case Budget.Steps budget -> Math.max(budget.steps() / MEASURED_SHARE, LEAST_MEASURED);
          case Budget.Minutes budget -> Long.MAX_VALUE;
        };
    try {
      double stepsPerEpoch =
          TrainingData.batches(data.training(), data.beginning(), config.batch(), config.seed())
              .stepsPerEpoch();
      double secondsPerStep =
          switch (config.engine()) {
            case CONTINUO -> secondsPerStep(engine, config, most);
            case DJL -> Double.NaN;
          };
      return new Forecast(model, config, stepsPerEpoch, memory.plannedBytes(), secondsPerStep);
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
  }

  /** NaN where memory runs out, which the run itself answers by computing less at once. */
  private static double secondsPerStep(TrainingEngine engine, TrainingConfig config, long most) {
    try {
      return TrainingBench.secondsPerStep(engine, config, MEASURED_SECONDS, most);
    } catch (RuntimeException | Error e) {
      if (engine.mostUnderWay() == 1 && MemoryShortage.isCauseOf(e)) {
        return Double.NaN;
      }
      throw e;
    }
  }

  /** Fewer evaluations, or on less text, where they would take too much of the run's time. */
  private static Evaluation evaluation(Forecast forecast) {
    Evaluation chosen = forecast.training().evaluation();
    return chosen.share() == null || Double.isNaN(forecast.tokens())
        ? chosen
        : EvaluationChoice.ofTime(forecast.tokens()).endingAs(chosen);
  }

  /** Whether a run's outcome is known; one that was killed just before is finished by a resume. */
  private static boolean isFinished(RunPaths run) {
    return RunFile.read(run.runFile()).outcome() != null;
  }

  /** In float32 where the run began on a machine that multiplies in bfloat16, and this one not. */
  private static TrainingConfig onThisMachine(
      TrainingConfig config, ComputeDevice device, RunListener notes) {
    Precision usable = Devices.usable(device, config.precision());
    if (usable == config.precision()) {
      return config;
    }
    notes.warn(
        "this run began in bfloat16; "
            + Devices.name(device)
            + " has no matrix products in it, so the run goes on in float32");
    return config.with(usable);
  }

  private static InitialWeights initial(RunFile file) {
    String from = file.from();
    return from == null
        ? weights -> Initialization.apply(weights.arrays(), file.training().seed())
        : weights -> weights.read(Path.of(from));
  }

  private static Shard open(Path path, String fingerprint) {
    Shard shard = Shard.open(path);
    if (!shard.fingerprint().equals(fingerprint)) {
      shard.close();
      throw new TrainingException(
          "%s: is not the text that this run began with; train anew with %s",
          path, TrainingSettings.OVERWRITE);
    }
    return shard;
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static String describe(ModelConfig model, TrainingConfig config, ComputeDevice device) {
    return String.format(
        Locale.ROOT,
        "model      %,d parameters: %s, %d channels, %s; context %d, vocabulary %,d%n"
            + "training   %s, %s, batch %d × %d tokens, %s with learning rate %.2g, seed %d",
        model.parameterCount(),
        counted(model.layerCount(), "layer"),
        model.channels(),
        counted(model.headCount(), "head"),
        config.batch().context(),
        model.vocabularySize(),
        device.name().toLowerCase(Locale.ROOT),
        config.precision().name().toLowerCase(Locale.ROOT),
        config.batch().size(),
        config.batch().context(),
        switch (config.optimizer()) {
          case Optimization.Muon muon -> "Muon";
          case Optimization.AdamW adamW -> "AdamW";
        },
        config.optimizer().learningRate(),
        config.seed());
  }

  /** How much of a batch is in memory at once; 0 sequences stand for all. */
  private static String describe(int batch, int microBatch, boolean recomputes) {
    String sequences =
        microBatch == 0 || microBatch >= batch
            ? String.format(Locale.ROOT, "all %,d sequences of a step at once", batch)
            : String.format(
                Locale.ROOT, "%,d of %,d sequences of a step at once", microBatch, batch);
    return "memory     "
        + sequences
        + (recomputes ? ", activations computed again in the backward pass" : "");
  }
}
