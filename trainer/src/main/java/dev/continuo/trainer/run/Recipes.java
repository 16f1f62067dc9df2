package dev.continuo.trainer.run;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.Optimization.AdamW;
import dev.continuo.trainer.config.Optimization.Muon;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Schedule;
import org.jspecify.annotations.Nullable;

/** How the weights move where a person left the choice; docs/log.md has the sweeps behind it. */
final class Recipes {

  private static final double TOKENS_PER_STEP = 2048;
  private static final double REFERENCE_DEPTH = 4;

  /** Batches grow with the training tokens^0.383 (nanochat's fit), and those with the depth³. */
  private static final double BATCH_EXPONENT = 3 * 0.383;

  private static final Schedule SCHEDULE = new Schedule(0.02, 0.4);
  private static final double REFERENCE_CHANNELS = 256;
  private static final double MUON_RATE = 0.01;
  private static final double TABLE_RATE = 2e-3;
  private static final double VECTOR_RATE = 3e-3;
  private static final double ADAM_RATE = 2e-3;
  private static final double ADAM_RATE_OF_TRAINED_NETS = 1e-4;
  private static final double MOMENTUM = 0.95;

  /**
   * Making rows orthogonal costs each weight in proportion to their number, training it in
   * proportion to the tokens of a step: so much for each token keeps the first a tenth or less.
   */
  private static final double ROWS_OF_TOKEN = 1.0 / 16;

  private static final int LEAST_ROWS = 32;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.95;
  private static final double EPSILON = 1e-8;
  private static final double WEIGHT_DECAY = 0.1;
  private static final double CLIP_NORM = 1;

  private Recipes() {}

  /** Sequences in a step. */
  static int batch(int depth, int context) {
    double growth = Math.pow(depth / REFERENCE_DEPTH, BATCH_EXPONENT);
    return (int) Math.max(1, Math.round(TOKENS_PER_STEP * growth / context));
  }

  static LossFunction loss(TrainRequest.Recipe asked) {
    LossFunction.Kind kind =
        switch (asked.loss()) {
          case "cross-entropy" -> LossFunction.Kind.CROSS_ENTROPY;
          case "squared-error" -> LossFunction.Kind.SQUARED_ERROR;
          case "absolute-error" -> LossFunction.Kind.ABSOLUTE_ERROR;
          default ->
              throw new UsageException(
                  "--loss: expected cross-entropy, squared-error or absolute-error, found "
                      + asked.loss());
        };
    double smoothing = or(asked.labelSmoothing(), 0);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new UsageException(
          "--label-smoothing: expected at least 0 and below 1, found " + smoothing);
    }
    if (smoothing > 0 && kind != LossFunction.Kind.CROSS_ENTROPY) {
      throw new UsageException(
          "--label-smoothing requires --loss cross-entropy, found --loss " + asked.loss());
    }
    return new LossFunction(kind, smoothing);
  }

  static double dropout(TrainRequest.Recipe asked) {
    double dropout = or(asked.dropout(), 0);
    if (!(dropout >= 0 && dropout < 1)) {
      throw new UsageException("--dropout: expected at least 0 and below 1, found " + dropout);
    }
    return dropout;
  }

  static Schedule schedule(TrainRequest.Recipe asked) {
    double warmup = or(asked.warmup(), SCHEDULE.warmup());
    double decay = or(asked.decay(), SCHEDULE.decay());
    if (warmup + decay > 1) {
      throw new UsageException(
          "--warmup and --decay: expected at most 1 together, found " + warmup + " and " + decay);
    }
    return new Schedule(warmup, decay);
  }

  /**
   * The optimizer and its rates. AdamW's fall with the root of the width; Muon's do not need to.
   *
   * @param batching what a step sees
   * @param trained whether the net comes with weights
   */
  static Optimization optimization(
      TrainRequest.Recipe asked, ModelConfig model, Batching batching, boolean trained) {
    double width = Math.sqrt(REFERENCE_CHANNELS / model.channels());
    String name =
        asked.optimizer().equals("auto") ? (trained ? "adamw" : "muon") : asked.optimizer();
    double ofAdam = trained ? ADAM_RATE_OF_TRAINED_NETS : ADAM_RATE * width;
    return switch (name) {
      case "adamw" -> {
        if (asked.tableRate() != null
            || asked.vectorRate() != null
            || asked.momentum() != null
            || asked.blockRows() != null) {
          throw new UsageException(
              "--table-rate, --vector-rate, --momentum and --block-rows belong to --optimizer muon;"
                  + " AdamW has one --learning-rate");
        }
        yield adamW(or(asked.learningRate(), ofAdam), asked);
      }
      case "muon" ->
          new Muon(
              or(asked.learningRate(), MUON_RATE),
              or(asked.momentum(), MOMENTUM),
              Muon.Iteration.POLAR_EXPRESS,
              asked.blockRows() == null ? blockRows(batching) : asked.blockRows(),
              or(asked.weightDecay(), WEIGHT_DECAY),
              or(asked.tableRate(), TABLE_RATE * width),
              adamW(or(asked.vectorRate(), VECTOR_RATE), asked));
      default ->
          throw new UsageException(
              "--optimizer: expected muon, adamw or auto, found " + asked.optimizer());
    };
  }

  private static int blockRows(Batching batching) {
    double most = batching.tokens() * ROWS_OF_TOKEN;
    return Math.max(LEAST_ROWS, Integer.highestOneBit((int) most));
  }

  private static AdamW adamW(double rate, TrainRequest.Recipe asked) {
    return new AdamW(
        rate,
        BETA1,
        BETA2,
        EPSILON,
        or(asked.weightDecay(), WEIGHT_DECAY),
        or(asked.clipNorm(), CLIP_NORM));
  }

  private static double or(@Nullable Double asked, double otherwise) {
    return asked == null ? otherwise : asked;
  }
}
