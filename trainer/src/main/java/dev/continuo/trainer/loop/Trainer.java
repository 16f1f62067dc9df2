package dev.continuo.trainer.loop;

import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.Pieces;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightSource;
import dev.continuo.trainer.batch.BatchSource;
import dev.continuo.trainer.batch.PrefetchedBatches;
import dev.continuo.trainer.checkpoint.Checkpoints;
import dev.continuo.trainer.checkpoint.DivergenceGuard;
import dev.continuo.trainer.checkpoint.NetWeights;
import dev.continuo.trainer.checkpoint.RunFile.Outcome;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.checkpoint.RunState;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.eval.Evaluator;
import dev.continuo.trainer.eval.Score;
import dev.continuo.trainer.progress.MetricsFile;
import dev.continuo.trainer.progress.RunHistory;
import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.report.Verdict;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A run from its first or last saved step to its end. Where a device computes, a step is queued
 * before the result of the one before it is read, unless something is due between the two: then
 * evaluations, checkpoints and the end find the weights after exactly so many steps. A step behind
 * one whose loss exploded is dropped. What is due by time is found by the clock when a step is
 * queued, so it may come one step later.
 */
public final class Trainer implements AutoCloseable {

  private final TrainingEngine engine;
  private final TrainingConfig config;
  private final TrainingData data;
  private final InitialWeights initial;
  private final RunPaths run;
  private final TrainingListener listener;
  private final NetWeights weights;
  private final BatchSource batches;
  private final RunSchedule course;
  private final StepQueue steps;
  private final Evaluator evaluator;
  private final Checkpoints checkpoints;
  private final List<String> warnings = new ArrayList<>();
  private RunState state;
  private double savedSeconds;
  private double evaluationSeconds;
  private boolean stopping;

  /**
   * A trainer, at the newest sound checkpoint or at the start.
   *
   * @param engine the net, whose weights this fills; closed with this
   * @param config what the run is told
   * @param data what it trains and is scored on
   * @param initial the weights before the first step
   * @param run where it is saved; the folder exists
   * @param listener what is told of it
   */
  private Trainer(
      TrainingEngine engine,
      TrainingConfig config,
      TrainingData data,
      InitialWeights initial,
      RunPaths run,
      TrainingListener listener) {
    this.engine = engine;
    this.config = config;
    this.data = data;
    this.initial = initial;
    this.run = run;
    this.listener = listener;
    course = new RunSchedule(config);
    weights = new NetWeights(engine.config(), engine.weights());
    batches =
        TrainingData.batches(data.training(), data.beginning(), config.batch(), config.seed());
    evaluator =
        new Evaluator(
            engine,
            data.tokenByteLengths(),
            data.beginning(),
            config.batch().size(),
            config.batch().context());
    checkpoints = run.checkpoints();
    state = restored();
    steps = new StepQueue(engine, state.health().microBatch());
    if (state.bestStep() > 0) {
      checkpoints.copyWeights(state.bestStep(), run.weights());
    }
  }

  /** A trainer over an engine, which is closed also where there can be none. */
  public static Trainer of(
      TrainingEngine engine,
      TrainingConfig config,
      TrainingData data,
      InitialWeights initial,
      RunPaths run,
      TrainingListener listener) {
    try {
      return new Trainer(engine, config, data, initial, run, listener);
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
  }

  /** Whether the budget is used, so that there is nothing left to train. */
  public boolean isOver() {
    return course.isOver(state);
  }

  /** Where the run is. */
  public RunState state() {
    return state;
  }

  /**
   * Trains until the budget is used, the target loss is reached or a stop is asked for. The weights
   * of the lowest validation loss are kept.
   *
   * @param stop asked once for every step: the run stops after the last one that was queued
   * @return what came of it, or empty where it was stopped: the run can be resumed
   * @throws TrainingException where the loss explodes again and again
   */
  public Optional<Outcome> train(BooleanSupplier stop) {
    Clock clock = new Clock(state.seconds());
    clock.mark(state.tokens());
    savedSeconds = state.seconds();
    boolean reached = false;
    Optional<String> gap = RunHistory.gap(run.metrics(), state.step(), state.losses().size());
    try (MetricsFile metrics = new MetricsFile(run.metrics(), state.step());
        PrefetchedBatches ahead = new PrefetchedBatches(batches)) {
      listener.start(state.step());
      warnings.forEach(warning -> tell(metrics, warning));
      gap.ifPresent(
          message -> {
            metrics.gap(state.step(), message);
            listener.event(state.step(), message);
          });
      while (!steps.isEmpty() || (!isOver() && !reached)) {
        if (!queue(ahead, clock, stop)) {
          goBackWithFewerRows(clock, metrics);
          continue;
        }
        Optional<TrainingListener.Step> done = step(clock, metrics);
        if (done.isEmpty()) {
          continue;
        }
        metrics.step(done.get());
        listener.step(done.get());
        if (!steps.isEmpty()) {
          continue; // a step was queued behind it, since nothing is due
        }

        boolean evaluated = course.isEvaluationDue(state, evaluationSeconds);
        if (evaluated) {
          reached = isTargetReached(evaluate(metrics));
          state = state.at(clock.seconds());
          clock.mark(state.tokens());
        }
        boolean stopped = isStopping(stop) && !isOver() && !reached;
        if (state.hasBestWeights() || isOver() || reached || stopped || isSavingDue()) {
          save(metrics, stopped);
          state = state.at(clock.seconds());
          savedSeconds = state.seconds();
          clock.mark(state.tokens());
        }
        if (evaluated) {
          evaluationSeconds = state.seconds() - state.evaluatedSeconds();
        }
        if (stopped) {
          return Optional.empty();
        }
      }
      if (state.evaluatedStep() != state.step()) {
        evaluate(metrics);
        save(metrics, false);
      }
    }
    return Optional.of(outcome());
  }

  /** Queues the next steps; false if memory ran out in an update. */
  private boolean queue(BatchSource ahead, Clock clock, BooleanSupplier stop) {
    RunState next = next(clock);
    while (steps.isEmpty()
        || (steps.hasRoom()
            && course.isFree(next, savedSeconds, evaluationSeconds)
            && !isStopping(stop))) {
      if (!steps.queue(ahead.at(next.step()), course.learningRate(next))) {
        return false;
      }
      next = next(clock);
    }
    return true;
  }

  /** Where the run will be after the steps that are under way. */
  private RunState next(Clock clock) {
    return steps.isEmpty()
        ? state
        : state.ahead(steps.underWay(), config.batch().tokens(), clock.seconds());
  }

  private boolean isStopping(BooleanSupplier stop) {
    stopping = stopping || stop.getAsBoolean();
    return stopping;
  }

  /** The earliest step that is under way; empty where the run went back instead. */
  private Optional<TrainingListener.Step> step(Clock clock, MetricsFile metrics) {
    StepQueue.Done done = steps.await();
    double loss = done.loss();
    double gradientNorm = done.gradientNorm();
    state = state.afterStep(config.batch().tokens(), loss, clock.seconds(), config.care());
    if (done.rows() != state.health().microBatch()) {
      state = state.with(state.health().withMicroBatch(done.rows()));
      tell(
          metrics,
          String.format(
              Locale.ROOT,
              "out of memory: going on with %d of %d sequences at once",
              done.rows(),
              config.batch().size()));
    }
    boolean finite = Double.isFinite(loss) && Double.isFinite(gradientNorm);
    if (!finite || state.health().isDiverging(config.care())) {
      tell(
          metrics,
          String.format(
              Locale.ROOT,
              "the training loss %s: %.4g, with a gradient of norm %.4g",
              finite ? "exploded" : "is not finite",
              loss,
              gradientNorm));
      goBack(clock, metrics);
      return Optional.empty();
    }
    return Optional.of(
        new TrainingListener.Step(
            state.step(),
            course.progress(state),
            state.tokens(),
            state.seconds(),
            loss,
            done.learningRate(),
            gradientNorm,
            clock.speed(state.tokens())));
  }

  /** Goes back to the last checkpoint, and continues from there with what memory holds. */
  private void goBackWithFewerRows(Clock clock, MetricsFile metrics) {
    restore(clock, metrics);
    state = state.with(state.health().withMicroBatch(steps.rows()));
    tell(
        metrics,
        String.format(
            Locale.ROOT,
            "out of memory while the weights were updated: back at step %d, with %d of %d sequences at once",
            state.step(),
            steps.rows(),
            config.batch().size()));
  }

  private void restore(Clock clock, MetricsFile metrics) {
    steps.drop();
    warnings.clear();
    state = restored();
    warnings.forEach(warning -> tell(metrics, warning));
    state = state.at(clock.seconds());
    clock.mark(state.tokens());
  }

  /** Goes back to the last checkpoint or the start, and on from there at a lower rate. */
  private void goBack(Clock clock, MetricsFile metrics) {
    DivergenceGuard diverged = state.health();
    if (diverged.rollbacks() >= config.care().attempts()) {
      throw new TrainingException(
          "the training loss exploded at step %d, after %d rollbacks; go on from the last checkpoint"
              + " with %s and a smaller %s",
          state.step(),
          diverged.rollbacks(),
          TrainingSettings.RESUME,
          TrainingSettings.LEARNING_RATE);
    }
    restore(clock, metrics);
    state = state.with(state.health().slowerThan(diverged, config.care()));
    tell(
        metrics,
        String.format(
            Locale.ROOT,
            "back at step %d, at %.3g of the learning rate",
            state.step(),
            state.health().rateFactor()));
    save(metrics, false);
  }

  private RunState restored() {
    Optional<RunState> saved = checkpoints.restore(engine, warnings::add);
    int rows = engine.mostRows();
    if (saved.isPresent()) {
      DivergenceGuard health = saved.get().health();
      boolean asked = config.resources().microBatch() != null;
      boolean tooMany = rows > 0 && (health.microBatch() == 0 || health.microBatch() > rows);
      return asked || tooMany ? saved.get().with(health.withMicroBatch(rows)) : saved.get();
    }
    initial.fill(weights);
    NamedArrays optimizer = engine.optimizerState();
    for (TensorSpec spec : optimizer.specs()) {
      Pieces.USUAL.write(optimizer, spec, piece -> piece.fill((byte) 0));
    }
    engine.resume(0);
    return RunState.START.with(RunState.START.health().withMicroBatch(rows));
  }

  private void tell(MetricsFile metrics, String message) {
    metrics.event(state.step(), message);
    listener.event(state.step(), message);
  }

  /** Not while losses are high: the last checkpoint is to be one that a run can go back to. */
  private boolean isSavingDue() {
    return course.isSavingDue(state, savedSeconds) && state.health().high() == 0;
  }

  /** The loss on some held-out text, which all that listen are told. */
  private double evaluate(MetricsFile metrics) {
    Score score = evaluator.score(data.validation(), config.evaluation().tokens());
    state = state.afterEvaluation(score.loss());
    TrainingListener.Evaluation evaluation =
        new TrainingListener.Evaluation(
            state.step(),
            state.tokens(),
            state.seconds(),
            score.loss(),
            score.bitsPerByte(),
            state.hasBestWeights());
    metrics.evaluation(evaluation);
    listener.evaluation(evaluation);
    try (WeightSource evaluated = weights.copies()) {
      listener.weights(state.step(), evaluated);
    }
    return score.loss();
  }

  /** Judges by more text than the evaluation that was below the target. */
  private boolean isTargetReached(double loss) {
    Double target = config.evaluation().targetLoss();
    return target != null
        && loss <= target
        && evaluator.score(data.validation(), course.finalTokens(state)).loss() <= target;
  }

  /** Saves where the run is, then the best weights, which the newest checkpoint can restore. */
  private void save(MetricsFile metrics, boolean stopped) {
    metrics.flush();
    checkpoints.save(state, engine, config.saving().kept());
    if (state.hasBestWeights() || (stopped && !Files.exists(run.weights()))) {
      weights.write(run.weights());
    }
  }

  private Outcome outcome() {
    if (!state.hasBestWeights()) {
      weights.read(run.root());
      engine.refresh();
    }
    Score score = evaluator.score(data.validation(), course.finalTokens(state));
    RunHistory history = RunHistory.read(run.metrics());
    return new Outcome(
        score.loss(),
        score.bitsPerByte(),
        state.step(),
        state.tokens(),
        state.seconds(),
        state.bestStep(),
        Verdict.of(history, engine.config().layerCount()).text());
  }

  @Override
  public void close() {
    engine.close();
  }
}
