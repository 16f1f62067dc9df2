package dev.continuo.trainer.loop;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.net.Transformer;
import dev.continuo.trainer.batch.BatchSource;
import dev.continuo.trainer.checkpoint.ArrayFile;
import dev.continuo.trainer.checkpoint.Checkpoints;
import dev.continuo.trainer.checkpoint.RunFile.Outcome;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.checkpoint.RunState;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.eval.Evaluator;
import dev.continuo.trainer.eval.Score;
import dev.continuo.trainer.optim.LearningRate;
import dev.continuo.trainer.optim.Optimizer;
import dev.continuo.trainer.optim.Optimizers;
import dev.continuo.trainer.progress.MetricsFile;
import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.report.Verdict;
import dev.continuo.trainer.step.TrainingStep;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A run from its first or last saved step to its end. */
public final class Trainer {

  private static final long FINAL_TOKENS = 1L << 18;

  private final TrainingConfig config;
  private final TrainingData data;
  private final RunPaths run;
  private final TrainingListener listener;
  private final Map<String, NDArray> weights;
  private final Optimizer optimizer;
  private final TrainingStep trainingStep;
  private final BatchSource batches;
  private final Evaluator evaluator;
  private final Checkpoints checkpoints;
  private RunState state;

  /**
   * A trainer, at the newest checkpoint or at the start.
   *
   * @param transformer the net, its weights initialized
   * @param config what the run is told
   * @param data what it trains and is scored on
   * @param run where it is saved; the folder exists
   * @param listener what is told of it
   */
  public Trainer(
      Transformer transformer,
      TrainingConfig config,
      TrainingData data,
      RunPaths run,
      TrainingListener listener) {
    this.config = config;
    this.data = data;
    this.run = run;
    this.listener = listener;
    weights = transformer.weights();
    optimizer = Optimizers.adamW(transformer, config.optimizer());
    trainingStep = new TrainingStep(transformer, optimizer);
    batches = TrainingData.batches(data.training(), config.batch(), config.seed());
    evaluator =
        new Evaluator(
            transformer, data.tokenByteLengths(), config.batch().size(), config.batch().context());
    checkpoints = run.checkpoints();
    state = checkpoints.restore(weights, optimizer).orElse(RunState.START);
    if (state.hasBestWeights()) {
      ArrayFile.write(run.weights(), weights);
    }
  }

  /** Whether the budget is used, so that there is nothing left to train. */
  public boolean isOver() {
    return config.budget().progress(state.step(), state.seconds()) >= 1;
  }

  /** Where the run is. */
  public RunState state() {
    return state;
  }

  /**
   * Trains until the budget is used, the target loss is reached or a stop is asked for. The weights
   * of the lowest validation loss are kept.
   *
   * @param stop asked after every step
   * @return what came of it, or empty where it was stopped: the run can be resumed
   * @throws TrainingException where the loss is no longer a number
   */
  public Optional<Outcome> train(BooleanSupplier stop) {
    Clock clock = new Clock(state.seconds());
    clock.mark(state.tokens());
    double saved = state.seconds();
    boolean reached = false;
    try (MetricsFile metrics = new MetricsFile(run.metrics(), state.step())) {
      while (!isOver() && !reached) {
        TrainingListener.Step step = step(clock);
        metrics.step(step);
        listener.step(step);

        if (isEvaluationDue()) {
          TrainingListener.Evaluation evaluation = evaluate();
          metrics.evaluation(evaluation);
          listener.evaluation(evaluation);
          reached = isTargetReached(evaluation.loss());
          state = state.at(clock.seconds());
          clock.mark(state.tokens());
        }
        boolean stopped = stop.getAsBoolean() && !isOver() && !reached;
        boolean due = state.seconds() - saved >= config.checkpointSeconds();
        if (state.hasBestWeights() || isOver() || reached || stopped || due) {
          save(stopped);
          saved = clock.seconds();
          state = state.at(saved);
          clock.mark(state.tokens());
        }
        if (stopped) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(finish());
  }

  private TrainingListener.Step step(Clock clock) {
    double factor = LearningRate.factor(config.schedule(), progress());
    double learningRate = config.optimizer().learningRate() * factor;
    TrainingStep.Result result = trainingStep.train(batches.at(state.step()), learningRate);
    state = state.afterStep(config.batch().tokens(), result.loss(), clock.seconds());
    requireFinite("training loss", result.loss());
    requireFinite("gradient", result.gradientNorm());
    return new TrainingListener.Step(
        state.step(),
        progress(),
        state.tokens(),
        state.seconds(),
        result.loss(),
        learningRate,
        result.gradientNorm(),
        clock.speed(state.tokens()));
  }

  private double progress() {
    return Math.min(config.budget().progress(state.step(), state.seconds()), 1);
  }

  private boolean isEvaluationDue() {
    int count = config.evaluation().count();
    double evaluated = config.budget().progress(state.evaluatedStep(), state.evaluatedSeconds());
    return Math.floor(progress() * count) > Math.floor(evaluated * count);
  }

  private TrainingListener.Evaluation evaluate() {
    Score score = evaluator.score(data.validation(), config.evaluation().tokens());
    requireFinite("held-out loss", score.loss());
    state = state.afterEvaluation(score.loss());
    return new TrainingListener.Evaluation(
        state.step(),
        state.tokens(),
        state.seconds(),
        score.loss(),
        score.bitsPerByte(),
        state.hasBestWeights());
  }

  /** Judges by more text than the evaluation that was below the target. */
  private boolean isTargetReached(double loss) {
    Double target = config.evaluation().targetLoss();
    return target != null
        && loss <= target
        && evaluator.score(data.validation(), FINAL_TOKENS).loss() <= target;
  }

  /** Saves where the run is, then the best weights, which the newest checkpoint can restore. */
  private void save(boolean stopped) {
    checkpoints.save(state, weights, optimizer);
    if (state.hasBestWeights() || (stopped && !Files.exists(run.weights()))) {
      ArrayFile.write(run.weights(), weights);
    }
  }

  private Outcome finish() {
    if (state.evaluatedStep() != state.step()) {
      listener.evaluation(evaluate());
      save(false);
    }
    if (!state.hasBestWeights()) {
      ArrayFile.read(run.weights(), weights);
    }
    Score score = evaluator.score(data.validation(), FINAL_TOKENS);
    return new Outcome(
        score.loss(),
        score.bitsPerByte(),
        state.step(),
        state.tokens(),
        state.seconds(),
        state.bestStep(),
        Verdict.of(state.losses(), state.trainLoss()).meaning());
  }

  private void requireFinite(String what, double value) {
    if (!Double.isFinite(value)) {
      throw new TrainingException(
          "the "
              + what
              + " is no longer a number at step "
              + state.step()
              + "; go on from the last checkpoint with --resume and a smaller --learning-rate");
    }
  }
}
