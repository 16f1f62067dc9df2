package dev.continuo.trainer.config;

import dev.continuo.model.device.Precision;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.runtime.DevicePreference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a run, besides the model's dimensions and the data.
 *
 * @param budget when the run is over
 * @param batch what one step sees
 * @param loss what is made small; evaluations count cross-entropy whatever it is
 * @param dropout the share of what is added to the residual stream that is left out in training
 * @param optimizer how the weights move
 * @param schedule how the learning rate changes
 * @param evaluation how often and on how much held-out text the model is scored
 * @param saving when the run is saved
 * @param divergence what is done when the run diverges
 * @param precision the number format of matrix products
 * @param device where it computes
 * @param engine what trains on the CPU
 * @param resources what it takes of the machine
 * @param seed of the weights and of the order of the batches
 */
public record TrainingConfig(
    Budget budget,
    Batching batch,
    LossFunction loss,
    double dropout,
    Optimization optimizer,
    Schedule schedule,
    Evaluation evaluation,
    Saving saving,
    DivergenceRule divergence,
    Precision precision,
    DevicePreference device,
    Engine engine,
    Resources resources,
    long seed) {

  public TrainingConfig {
    if (!(dropout >= 0 && dropout < 1)) {
      throw new TrainingException("dropout must be from 0 to below 1: " + dropout);
    }
  }

  /** What trains on the CPU. */
  public enum Engine {
    /** Continuo's own backend, by vectors and threads. */
    CONTINUO,
    /** DJL's graph of operations and its autograd: plain and slow, for comparison. */
    DJL
  }

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
      Preconditions.positive("batch", size);
      Preconditions.positive("context", context);
    }

    /** Tokens in a step. */
    public long tokens() {
      return (long) size * context;
    }
  }

  /**
   * What a run takes of the machine, which changes its gradients by rounding at most; null where
   * the run finds out what there is.
   *
   * @param threads that compute on the CPU
   * @param microBatch sequences that go through the net at once, or all of a smaller batch
   * @param recompute whether the activations of each layer are computed again in the backward pass
   */
  public record Resources(
      @Nullable Integer threads, @Nullable Integer microBatch, @Nullable Boolean recompute) {
    /** All threads, and what fits into memory. */
    public static final Resources AUTO = new Resources(null, null, null);

    public Resources {
      if (threads != null) {
        Preconditions.positive("threads", threads);
      }
      if (microBatch != null) {
        Preconditions.positive("micro-batch", microBatch);
      }
    }

    /** What was asked for. */
    public static Resources of(Settings settings) {
      return new Resources(
          settings.find(TrainingSettings.THREADS),
          settings.find(TrainingSettings.MICRO_BATCH),
          settings.find(TrainingSettings.RECOMPUTE));
    }

    /** How many threads compute on the CPU. */
    public int threadCount() {
      return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /** These choices, replaced by those of others that are not null. */
    Resources with(Resources others) {
      return new Resources(
          others.threads == null ? threads : others.threads,
          others.microBatch == null ? microBatch : others.microBatch,
          others.recompute == null ? recompute : others.recompute);
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
      Preconditions.fraction("warmup", warmup);
      Preconditions.fraction("decay", decay);
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
   * @param share evaluations wait until they and what comes with them (samples, saving) have taken
   *     at most this share of the time; null where each comes when it is due, as in a run of steps,
   *     whose weights would otherwise depend on the clock
   * @param targetLoss the run is over once the validation loss is this low
   * @param patience the run is over after so many evaluations in a row that found no lower
   *     validation loss
   */
  public record Evaluation(
      int count,
      long tokens,
      @Nullable Double share,
      @Nullable Double targetLoss,
      @Nullable Integer patience) {

    /** One of a run that nothing but its budget ends. */
    public Evaluation(int count, long tokens, @Nullable Double share) {
      this(count, tokens, share, null, null);
    }

    public Evaluation {
      Preconditions.positive("evaluations", count);
      Preconditions.positive("evaluation tokens", (double) tokens);
      if (share != null) {
        Preconditions.positive("evaluation share", share);
        Preconditions.fraction("evaluation share", share);
      }
      if (patience != null) {
        Preconditions.positive("patience", patience);
      }
    }

    /** The same, of a run that is over before its budget is used where the settings say so. */
    public Evaluation endingAs(Settings settings) {
      Double target = settings.find(TrainingSettings.TARGET_VAL_LOSS);
      Integer waiting = settings.find(TrainingSettings.PATIENCE);
      return new Evaluation(
          count,
          tokens,
          share,
          target == null ? targetLoss : target,
          waiting == null ? patience : waiting);
    }

    /** Other evaluations of a run that is over as this one is. */
    public Evaluation endingAs(Evaluation other) {
      return new Evaluation(count, tokens, share, other.targetLoss, other.patience);
    }
  }

  /**
   * When a run is saved, besides at its end and at its best.
   *
   * @param seconds the longest time between two checkpoints
   * @param steps also after every so many steps
   * @param kept so many of the newest checkpoints stay, and the best
   */
  public record Saving(double seconds, @Nullable Long steps, int kept) {
    public Saving {
      Preconditions.positive("checkpoint seconds", seconds);
      if (steps != null) {
        Preconditions.positive("checkpoint steps", (double) steps);
      }
      Preconditions.positive("kept checkpoints", kept);
    }
  }

  /**
   * When a run counts as diverging, and what is done. A loss is high where it lies above the median
   * of the last losses by so many times their median absolute deviation, or by a twentieth of the
   * median where that is more. A run diverges after so many high losses in a row, or at once where
   * a loss or gradient is not finite: it goes back to its last checkpoint and on at a lower rate.
   *
   * @param window losses that the median is taken of
   * @param deviations how far above the median a loss is high
   * @param patience high losses in a row
   * @param attempts so many times a run goes back; then it stops
   * @param slower the factor on the learning rate each time
   */
  public record DivergenceRule(
      int window, double deviations, int patience, int attempts, double slower) {
    public DivergenceRule {
      Preconditions.positive("window", window);
      Preconditions.positive("deviations", deviations);
      Preconditions.positive("patience", patience);
      Preconditions.notNegative("attempts", attempts);
      Preconditions.positive("slower", slower);
      Preconditions.fraction("slower", slower);
    }
  }

  /** The same with other batches. */
  public TrainingConfig with(Batching newBatching) {
    return with(edit -> edit.batch = newBatching);
  }

  /** The same with other evaluations. */
  public TrainingConfig with(Evaluation newEvaluation) {
    return with(edit -> edit.evaluation = newEvaluation);
  }

  /** The same in another number format. */
  public TrainingConfig with(Precision newPrecision) {
    return with(edit -> edit.precision = newPrecision);
  }

  /** The same with other resources. */
  public TrainingConfig with(Resources newResources) {
    return with(edit -> edit.resources = newResources);
  }

  /** The same, with what is set anew where a run is resumed. */
  public TrainingConfig resumedWith(Settings settings) {
    Double rate = settings.find(TrainingSettings.LEARNING_RATE);
    return with(
        edit -> {
          edit.budget = Budget.of(settings, budget);
          edit.optimizer = rate == null ? optimizer : optimizer.withLearningRate(rate);
          edit.evaluation = evaluation.endingAs(settings);
          edit.device = settings.find(TrainingSettings.DEVICE, device);
          edit.engine = settings.find(TrainingSettings.ENGINE, engine);
          edit.resources = resources.with(Resources.of(settings));
        });
  }

  private TrainingConfig with(Consumer<Edit> change) {
    Edit edit = new Edit(this);
    change.accept(edit);
    return new TrainingConfig(
        edit.budget,
        edit.batch,
        edit.loss,
        edit.dropout,
        edit.optimizer,
        edit.schedule,
        edit.evaluation,
        edit.saving,
        edit.divergence,
        edit.precision,
        edit.device,
        edit.engine,
        edit.resources,
        edit.seed);
  }

  /** The components, to change some of them. */
  private static final class Edit {
    private Budget budget;
    private Batching batch;
    private LossFunction loss;
    private double dropout;
    private Optimization optimizer;
    private Schedule schedule;
    private Evaluation evaluation;
    private Saving saving;
    private DivergenceRule divergence;
    private Precision precision;
    private DevicePreference device;
    private Engine engine;
    private Resources resources;
    private long seed;

    Edit(TrainingConfig from) {
      budget = from.budget;
      batch = from.batch;
      loss = from.loss;
      dropout = from.dropout;
      optimizer = from.optimizer;
      schedule = from.schedule;
      evaluation = from.evaluation;
      saving = from.saving;
      divergence = from.divergence;
      precision = from.precision;
      device = from.device;
      engine = from.engine;
      resources = from.resources;
      seed = from.seed;
    }
  }
}
