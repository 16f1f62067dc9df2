package dev.continuo.trainer.config;

import dev.continuo.model.net.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run is told besides the model's dimensions and the data.
 *
 * @param budget when the run is over
 * @param batch what one step sees
 * @param optimizer how the weights move
 * @param schedule how the learning rate changes
 * @param evaluation how often and on how much held-out text the model is scored
 * @param checkpointSeconds the longest time between two checkpoints
 * @param precision the number format of matrix products
 * @param device {@code cpu}, {@code gpu} or {@code auto}
 * @param seed of the weights and of the order of the batches
 */
public record TrainingConfig(
    Budget budget,
    Batching batch,
    AdamW optimizer,
    Schedule schedule,
    Evaluation evaluation,
    double checkpointSeconds,
    Precision precision,
    String device,
    long seed) {

  /** What the loss counts. */
  public enum Objective {
    /** Every token of the text. */
    CONTINUATION,
    /** The tokens of masked endings only. */
    ENDING
  }

  /**
   * What one step sees.
   *
   * @param size B, sequences in a step
   * @param context T, tokens in a sequence
   * @param objective what the loss counts
   */
  public record Batching(int size, int context, Objective objective) {
    public Batching {
      positive("batch", size);
      positive("context", context);
    }

    /** Tokens in a step. */
    public long tokens() {
      return (long) size * context;
    }
  }

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101).
   *
   * @param learningRate the highest
   * @param beta1 how slowly the mean gradient forgets
   * @param beta2 how slowly the mean squared gradient forgets
   * @param epsilon what is added to the root
   * @param weightDecay of the matrices; norms do not decay
   * @param clipNorm the largest global norm of the gradient
   */
  public record AdamW(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double clipNorm) {
    public AdamW {
      positive("learningRate", learningRate);
      positive("epsilon", epsilon);
      positive("clipNorm", clipNorm);
      fraction("beta1", beta1);
      fraction("beta2", beta2);
      if (!(weightDecay >= 0)) {
        throw new TrainingException("weightDecay must not be negative: " + weightDecay);
      }
    }

    AdamW with(double newLearningRate) {
      return new AdamW(newLearningRate, beta1, beta2, epsilon, weightDecay, clipNorm);
    }
  }

  /**
   * Warm-up, stable, decay: a linear rise, a plateau, a linear fall to zero.
   *
   * @param warmup the fraction of the run that rises
   * @param decay the fraction of the run that falls
   */
  public record Schedule(double warmup, double decay) {
    public Schedule {
      fraction("warmup", warmup);
      fraction("decay", decay);
      if (warmup + decay > 1) {
        throw new TrainingException("warmup + decay must be at most 1: " + warmup + " + " + decay);
      }
    }
  }

  /**
   * How a run is scored.
   *
   * @param count evaluations in a run, evenly spread over its budget
   * @param tokens at most so many held-out tokens in each but the last
   * @param targetLoss the run is over once the validation loss is this low
   */
  public record Evaluation(int count, long tokens, @Nullable Double targetLoss) {
    public Evaluation {
      positive("evaluations", count);
      positive("evaluation tokens", (double) tokens);
    }

    Evaluation with(double newTargetLoss) {
      return new Evaluation(count, tokens, newTargetLoss);
    }
  }

  public TrainingConfig {
    positive("checkpointSeconds", checkpointSeconds);
  }

  /**
   * The same, changed in what a resumed run may change; null leaves a value as it is.
   *
   * @param newBudget when the run is over
   * @param learningRate the highest
   * @param targetLoss the validation loss that ends the run
   * @param newDevice where it goes on
   */
  public TrainingConfig resumedWith(
      @Nullable Budget newBudget,
      @Nullable Double learningRate,
      @Nullable Double targetLoss,
      @Nullable String newDevice) {
    return new TrainingConfig(
        newBudget == null ? budget : newBudget,
        batch,
        learningRate == null ? optimizer : optimizer.with(learningRate),
        schedule,
        targetLoss == null ? evaluation : evaluation.with(targetLoss),
        checkpointSeconds,
        precision,
        newDevice == null ? device : newDevice,
        seed);
  }

  private static void positive(String name, double value) {
    if (!(value > 0)) {
      throw new TrainingException(name + " must be positive: " + value);
    }
  }

  private static void fraction(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new TrainingException(name + " must be between 0 and 1: " + value);
    }
  }
}
