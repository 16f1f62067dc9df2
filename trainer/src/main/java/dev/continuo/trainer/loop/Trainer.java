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
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A run from its first or last saved step to its end. */
public final class Trainer {

  private static final long FINAL_TOKENS = 1L << 20;

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

  /**
   * A trainer.
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
    batches = data.batches(config);
    evaluator =
        new Evaluator(
            transformer, data.tokenByteLengths(), config.batch().size(), config.batch().context());
    checkpoints = run.checkpoints();
  }

  /**
   * Trains from the newest checkpoint, or from the start, until the budget is used, the target loss
   * is reached or a stop is asked for. The weights of the lowest validation loss are kept.
   *
   * @param stop asked after every step
   * @return what came of it, or empty where it was stopped: the run can be resumed
   * @throws TrainingException where the loss is no longer a number
   */
  public Optional<Outcome> train(BooleanSupplier stop) {
    RunState state = checkpoints.restore(weights, optimizer).orElse(RunState.START);
    MetricsFile metrics = new MetricsFile(run.metrics(), state.step());
    Clock clock = new Clock(state.seconds());
    clock.mark(state.tokens());
    double saved = state.seconds();

    while (!isOver(state)) {
      double learningRate =
          config.optimizer().learningRate()
              * LearningRate.factor(config.schedule(), progress(state));
      TrainingStep.Result result = trainingStep.train(batches.at(state.step()), learningRate);
      state = state.afterStep(config.batch().tokens(), clock.seconds());
      requireFinite(result, state);

      TrainingListener.Step step =
          new TrainingListener.Step(
              state.step(),
              progress(state),
              state.tokens(),
              state.seconds(),
              result.loss(),
              learningRate,
              result.gradientNorm(),
              clock.speed(state.tokens()));
      metrics.step(step);
      listener.step(step);

      if (isEvaluationDue(state)) {
        state = evaluate(state, metrics).at(clock.seconds());
        clock.mark(state.tokens());
      }
      boolean stopped = stop.getAsBoolean();
      if (stopped || isOver(state) || state.seconds() - saved >= config.checkpointSeconds()) {
        checkpoints.save(state, weights, optimizer);
        saved = state.seconds();
        clock.mark(state.tokens());
      }
      if (stopped && !isOver(state)) {
        return Optional.empty();
      }
    }
    return Optional.of(finish(state));
  }

  private double progress(RunState state) {
    return Math.min(config.budget().progress(state.step(), state.seconds()), 1);
  }

  private boolean isOver(RunState state) {
    Double target = config.evaluation().targetLoss();
    return progress(state) >= 1 || (target != null && state.bestLoss() <= target);
  }

  private boolean isEvaluationDue(RunState state) {
    return progress(state) * config.evaluation().count() >= state.losses().size() + 1;
  }

  private RunState evaluate(RunState state, MetricsFile metrics) {
    Score score = evaluator.score(data.validation(), config.evaluation().tokens());
    boolean best = score.loss() < state.bestLoss();
    if (best) {
      ArrayFile.write(run.weights(), weights);
    }
    TrainingListener.Evaluation evaluation =
        new TrainingListener.Evaluation(
            state.step(), state.tokens(), state.seconds(), score.loss(), score.bitsPerByte(), best);
    metrics.evaluation(evaluation);
    listener.evaluation(evaluation);
    return state.afterEvaluation(score.loss());
  }

  private Outcome finish(RunState state) {
    if (state.bestStep() != state.step()) {
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
        Verdict.of(state.losses()).meaning());
  }

  private static void requireFinite(TrainingStep.Result result, RunState state) {
    if (!Double.isFinite(result.loss()) || !Double.isFinite(result.gradientNorm())) {
      throw new TrainingException(
          "the loss is no longer a number at step "
              + state.step()
              + "; resume with --resume and a smaller --learning-rate");
    }
  }
}
