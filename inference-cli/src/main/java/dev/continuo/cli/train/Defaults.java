package dev.continuo.cli.train;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.net.Precision;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.AdamW;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import dev.continuo.trainer.config.TrainingConfig.Schedule;
import dev.continuo.trainer.config.TrainingException;
import java.util.Locale;

/** What Continuo chooses where a person left the choice. */
final class Defaults {

  /**
   * Epochs of a run without a budget: repeating text costs little up to four times (Muennighoff et
   * al., arXiv 2305.16264).
   */
  private static final double EPOCHS = 4;

  private static final double LEARNING_RATE = 3e-3;
  private static final double REFERENCE_CHANNELS = 256;
  private static final Schedule SCHEDULE = new Schedule(0.02, 0.4);
  private static final int EVALUATIONS = 20;
  private static final long EVALUATION_TOKENS = 1L << 13;
  private static final double CHECKPOINT_SECONDS = 120;
  private static final int SMALLEST_VOCABULARY = 512;
  private static final int LARGEST_VOCABULARY = 8192;
  private static final long BYTES_PER_ENTRY = 256;

  private Defaults() {}

  /** A power of two that grows with the text: about one entry for every 256 bytes. */
  static int vocabularySize(long textBytes) {
    long entries = Long.highestOneBit(Math.max(textBytes / BYTES_PER_ENTRY, 1));
    return Math.clamp(entries, SMALLEST_VOCABULARY, LARGEST_VOCABULARY);
  }

  static TrainingConfig training(TrainRequest request, ModelConfig model, long trainingTokens) {
    Batching batching = new Batching(request.batch(), request.context(), request.objective());
    Budget budget = request.budget();
    if (budget == null) {
      budget = new Budget.Steps(Math.ceilDiv((long) (trainingTokens * EPOCHS), batching.tokens()));
    }
    Double asked = request.learningRate();
    double learningRate =
        asked != null ? asked : LEARNING_RATE * Math.sqrt(REFERENCE_CHANNELS / model.channels());
    return new TrainingConfig(
        budget,
        batching,
        new AdamW(learningRate, 0.9, 0.95, 1e-8, 0.1, 1),
        SCHEDULE,
        new Evaluation(EVALUATIONS, EVALUATION_TOKENS, request.targetLoss()),
        CHECKPOINT_SECONDS,
        precision(request),
        request.device(),
        request.seed());
  }

  private static Precision precision(TrainRequest request) {
    return switch (request.precision().toLowerCase(Locale.ROOT)) {
      case "auto" -> Devices.precision(Devices.of(request.device()));
      case "bf16" -> Precision.BFLOAT16;
      case "float32" -> Precision.FLOAT32;
      default ->
          throw new TrainingException(
              "--precision: expected auto, bf16 or float32, found " + request.precision());
    };
  }
}
