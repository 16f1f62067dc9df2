package dev.continuo.trainer.loop;

import dev.continuo.model.weights.WeightSource;
import dev.continuo.trainer.batch.BatchSource;
import dev.continuo.trainer.batch.PrefetchedBatches;
import dev.continuo.trainer.checkpoint.DivergenceGuard;
import dev.continuo.trainer.checkpoint.RunFile.Outcome;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.checkpoint.RunState;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.eval.Score;
import dev.continuo.trainer.progress.RunHistory;
import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.report.Recall;
import dev.continuo.trainer.report.Verdict;
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
  private final RunPaths run;
  private final TrainingListener listener;
  private final BatchSource batches;
  private final RunSchedule schedule;
  private final StepQueue steps;
  private final HeldOutScore scores;
  private final SavedRun saved;
  private final List<String> warnings = new ArrayList<>();
  private RunState state;
  private double savedSeconds;
  private double evaluationSeconds;
  private boolean stopping;

  /**
   * A trainer, at the newest sound checkpoint or at the start.
   *
   * @param engine the net, whose weights this fills; closed with this
   * @param config the run's configuration
   * @param data what it trains and is scored on
   * @param initial the weights before the first step
   * @param run where it is saved; the folder exists
   * @param listener hears of it
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
    this.run = run;
    this.listener = listener;
    schedule = new RunSchedule(config);
    batches =
        TrainingData.batches(data.training(), data.beginning(), config.batch(), config.seed());
    scores = new HeldOutScore(engine, config, data);
    saved = new SavedRun(engine, config, initial, run);
    state = saved.restore(warnings::add);
    steps = new StepQueue(engine, state.health().microBatch());
    saved.repairBest(state);
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
    return schedule.isOver(state);
  }

  /** Where the run is. */
  public RunState state() {
    return state;
  }

  /**
   * Trains until the budget is used, the target loss is reached, patience is over or a stop is
   * asked for. The weights of the lowest validation loss are kept.
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
    try (RunLog log = new RunLog(run, state, listener);
        PrefetchedBatches ahead = new PrefetchedBatches(batches)) {
      log.start(state.step(), warnings);
      while (!steps.isEmpty() || (!isOver() && !reached)) {
        if (!queue(ahead, clock, stop)) {
          goBackWithFewerRows(clock, log);
          continue;
        }
        Optional<TrainingListener.Step> done = step(clock, log);
        if (done.isEmpty()) {
          continue;
        }
        log.step(done.get());
        if (!steps.isEmpty()) {
          continue; // a step was queued behind it, since nothing is due
        }

        boolean evaluated = schedule.isEvaluationDue(state, evaluationSeconds);
        if (evaluated) {
          double loss = evaluate(log);
          reached = scores.isReasonToEnd(state, loss);
          state = state.at(clock.seconds());
          clock.mark(state.tokens());
        }
        boolean stopped = isStopping(stop) && !isOver() && !reached;
        if (state.hasBestWeights() || isOver() || reached || stopped || isSavingDue()) {
          save(log, stopped);
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
        evaluate(log);
        save(log, false);
      }
    }
    return Optional.of(outcome());
  }

  /** Queues the next steps; false if memory ran out in an update. */
  private boolean queue(BatchSource ahead, Clock clock, BooleanSupplier stop) {
    RunState next = next(clock);
    while (steps.isEmpty()
        || (steps.hasRoom()
            && schedule.isFree(next, savedSeconds, evaluationSeconds)
            && !isStopping(stop))) {
      if (!steps.queue(ahead.at(next.step()), schedule.learningRate(next))) {
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
  private Optional<TrainingListener.Step> step(Clock clock, RunLog log) {
    StepQueue.Done done = steps.await();
    double loss = done.loss();
    double gradientNorm = done.gradientNorm();
    state = state.afterStep(config.batch().tokens(), loss, clock.seconds(), config.divergence());
    if (done.rows() != state.health().microBatch()) {
      state = state.with(state.health().withMicroBatch(done.rows()));
      log.event(
          state.step(),
          String.format(
              Locale.ROOT,
              "out of memory: going on with %d of %d sequences at once",
              done.rows(),
              config.batch().size()));
    }
    boolean finite = Double.isFinite(loss) && Double.isFinite(gradientNorm);
    if (!finite || state.health().isDiverging(config.divergence())) {
      log.event(
          state.step(),
          String.format(
              Locale.ROOT,
              "the training loss %s: %.4g, with a gradient of norm %.4g",
              finite ? "exploded" : "is not finite",
              loss,
              gradientNorm));
      goBack(clock, log);
      return Optional.empty();
    }
    return Optional.of(
        new TrainingListener.Step(
            state.step(),
            schedule.progress(state),
            state.tokens(),
            state.seconds(),
            loss,
            done.learningRate(),
            gradientNorm,
            clock.speed(state.tokens())));
  }

  /** Goes back to the last checkpoint, and continues from there with what memory holds. */
  private void goBackWithFewerRows(Clock clock, RunLog log) {
    restore(clock, log);
    state = state.with(state.health().withMicroBatch(steps.rows()));
    log.event(
        state.step(),
        String.format(
            Locale.ROOT,
            "out of memory while the weights were updated: back at step %d, with %d of %d sequences at once",
            state.step(),
            steps.rows(),
            config.batch().size()));
  }

  private void restore(Clock clock, RunLog log) {
    steps.drop();
    warnings.clear();
    state = saved.restore(warnings::add);
    warnings.forEach(warning -> log.event(state.step(), warning));
    state = state.at(clock.seconds());
    clock.mark(state.tokens());
  }

  /** Goes back to the last checkpoint or the start, and on from there at a lower rate. */
  private void goBack(Clock clock, RunLog log) {
    DivergenceGuard diverged = state.health();
    if (diverged.rollbacks() >= config.divergence().attempts()) {
      throw new TrainingException(
          "the training loss exploded at step %d, after %d rollbacks; go on from the last checkpoint"
              + " with %s and a smaller %s",
          state.step(),
          diverged.rollbacks(),
          TrainingSettings.RESUME,
          TrainingSettings.LEARNING_RATE);
    }
    restore(clock, log);
    state = state.with(state.health().slowerThan(diverged, config.divergence()));
    log.event(
        state.step(),
        String.format(
            Locale.ROOT,
            "back at step %d, at %.3g of the learning rate",
            state.step(),
            state.health().rateFactor()));
    save(log, false);
  }

  /** Not while losses are high: the last checkpoint is to be one that a run can go back to. */
  private boolean isSavingDue() {
    return schedule.isSavingDue(state, savedSeconds) && state.health().high() == 0;
  }

  /** The loss on some held-out text, of which all listeners hear. */
  private double evaluate(RunLog log) {
    Score score = scores.evaluation();
    state = state.afterEvaluation(score.loss());
    TrainingListener.Evaluation evaluation =
        new TrainingListener.Evaluation(
            state.step(),
            state.tokens(),
            state.seconds(),
            score.loss(),
            score.bitsPerByte(),
            state.hasBestWeights());
    log.evaluation(evaluation);
    try (WeightSource evaluated = saved.weights().copies()) {
      log.weights(state.step(), evaluated);
    }
    return score.loss();
  }

  private void save(RunLog log, boolean stopped) {
    log.flush();
    saved.save(state, stopped);
  }

  private Outcome outcome() {
    if (!state.hasBestWeights()) {
      saved.readBest();
    }
    Score score = scores.last(state);
    RunHistory history = RunHistory.read(run.metrics());
    return new Outcome(
        score.loss(),
        score.bitsPerByte(),
        state.step(),
        state.tokens(),
        state.seconds(),
        state.bestStep(),
        Verdict.of(history, engine.config().layerCount()).with(Recall.read(run)).text());
  }

  @Override
  public void close() {
    engine.close();
  }
}
