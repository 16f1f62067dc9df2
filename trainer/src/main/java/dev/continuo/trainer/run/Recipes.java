package dev.continuo.trainer.run;

import static dev.continuo.trainer.config.TrainingSettings.BLOCK_ROWS;
import static dev.continuo.trainer.config.TrainingSettings.CLIP_NORM;
import static dev.continuo.trainer.config.TrainingSettings.DECAY;
import static dev.continuo.trainer.config.TrainingSettings.FROM;
import static dev.continuo.trainer.config.TrainingSettings.LABEL_SMOOTHING;
import static dev.continuo.trainer.config.TrainingSettings.LEARNING_RATE;
import static dev.continuo.trainer.config.TrainingSettings.LOSS;
import static dev.continuo.trainer.config.TrainingSettings.MOMENTUM;
import static dev.continuo.trainer.config.TrainingSettings.OPTIMIZER;
import static dev.continuo.trainer.config.TrainingSettings.TABLE_RATE;
import static dev.continuo.trainer.config.TrainingSettings.VECTOR_RATE;
import static dev.continuo.trainer.config.TrainingSettings.WARMUP;
import static dev.continuo.trainer.config.TrainingSettings.WEIGHT_DECAY;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.Optimization.AdamW;
import dev.continuo.trainer.config.Optimization.Muon;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Schedule;
import dev.continuo.trainer.config.UsageException;
import java.util.List;

/** How the weights move where a person left the choice; docs/log.md has the sweeps behind it. */
final class Recipes {

  private static final double TOKENS_PER_STEP = 2048;
  private static final double REFERENCE_DEPTH = 4;

  /** Batches grow with the training tokens^0.383 (nanochat's fit), and those with the depth³. */
  private static final double BATCH_EXPONENT = 3 * 0.383;

  private static final double REFERENCE_CHANNELS = 256;
  private static final double MUON_RATE = 0.01;
  private static final double TABLE_RATE_OF_REFERENCE = 2e-3;
  private static final double ADAM_RATE = 2e-3;
  private static final double ADAM_RATE_OF_TRAINED_NETS = 1e-4;

  /**
   * Making rows orthogonal costs each weight in proportion to their number, training it in
   * proportion to the tokens of a step: so much for each token keeps the first a tenth or less.
   */
  private static final double ROWS_OF_TOKEN = 1.0 / 16;

  private static final int LEAST_ROWS = 32;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.95;
  private static final double EPSILON = 1e-8;
  private static final List<Setting<?>> MUON_ALONE =
      List.of(TABLE_RATE, VECTOR_RATE, MOMENTUM, BLOCK_ROWS);

  private Recipes() {}

  /** Sequences in a step. */
  static int batch(int depth, int context) {
    double growth = Math.pow(depth / REFERENCE_DEPTH, BATCH_EXPONENT);
    return (int) Math.max(1, Math.round(TOKENS_PER_STEP * growth / context));
  }

  static LossFunction loss(Settings settings) {
    LossFunction.Kind kind = settings.get(LOSS);
    double smoothing = settings.get(LABEL_SMOOTHING);
    if (smoothing > 0 && kind != LossFunction.Kind.CROSS_ENTROPY) {
      throw new UsageException(
          "%s requires %s %s, found %s %s",
          LABEL_SMOOTHING,
          LOSS,
          Setting.text(LossFunction.Kind.CROSS_ENTROPY),
          LOSS,
          Setting.text(kind));
    }
    return new LossFunction(kind, smoothing);
  }

  static Schedule schedule(Settings settings) {
    double warmup = settings.get(WARMUP);
    double decay = settings.get(DECAY);
    if (warmup + decay > 1) {
      throw new UsageException(
          "%s and %s: expected at most 1 together, found %s and %s", WARMUP, DECAY, warmup, decay);
    }
    return new Schedule(warmup, decay);
  }

  /**
   * The optimizer and its rates. AdamW's fall with the root of the width; Muon's do not need to.
   *
   * @param batching what a step sees
   */
  static Optimization optimization(Settings settings, ModelConfig model, Batching batching) {
    double width = Math.sqrt(REFERENCE_CHANNELS / model.channels());
    boolean trained = settings.has(FROM);
    double ofAdam = trained ? ADAM_RATE_OF_TRAINED_NETS : ADAM_RATE * width;
    return switch (settings.get(OPTIMIZER)) {
      case AUTO -> trained ? adamW(settings, ofAdam) : muon(settings, batching, width);
      case ADAMW -> adamW(settings, ofAdam);
      case MUON -> muon(settings, batching, width);
    };
  }

  private static AdamW adamW(Settings settings, double rate) {
    for (Setting<?> setting : MUON_ALONE) {
      if (settings.has(setting)) {
        throw new UsageException(
            "%s requires %s muon; AdamW has %s alone", setting, OPTIMIZER, LEARNING_RATE);
      }
    }
    return ofRate(settings, settings.find(LEARNING_RATE, rate));
  }

  private static Muon muon(Settings settings, Batching batching, double width) {
    return new Muon(
        settings.find(LEARNING_RATE, MUON_RATE),
        settings.get(MOMENTUM),
        Muon.Iteration.POLAR_EXPRESS,
        settings.find(BLOCK_ROWS, blockRows(batching)),
        settings.get(WEIGHT_DECAY),
        settings.find(TABLE_RATE, TABLE_RATE_OF_REFERENCE * width),
        ofRate(settings, settings.get(VECTOR_RATE)));
  }

  private static int blockRows(Batching batching) {
    double most = batching.tokens() * ROWS_OF_TOKEN;
    return Math.max(LEAST_ROWS, Integer.highestOneBit((int) most));
  }

  private static AdamW ofRate(Settings settings, double rate) {
    return new AdamW(
        rate, BETA1, BETA2, EPSILON, settings.get(WEIGHT_DECAY), settings.get(CLIP_NORM));
  }
}
