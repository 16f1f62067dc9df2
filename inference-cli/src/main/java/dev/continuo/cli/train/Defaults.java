package dev.continuo.cli.train;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.net.Precision;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.trainer.batch.BatchSource;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.AdamW;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import dev.continuo.trainer.config.TrainingConfig.Schedule;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.loop.TrainingData;
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

  /** A power of two that grows with the text. */
  static int vocabularySize(long textBytes) {
    long entries = Long.highestOneBit(Math.max(textBytes / BYTES_PER_ENTRY, 1));
    return Math.clamp(entries, SMALLEST_VOCABULARY, LARGEST_VOCABULARY);
  }

  /** Refuses, before any work, what no run could be told. */
  static void check(TrainRequest request) {
    TrainRequest.Training training = request.training();
    Devices.of(training.device());
    int depth = request.net().depth();
    ModelConfig any = ModelConfig.ofDepth(depth, LARGEST_VOCABULARY, training.context(), 0);
    config(training, any, new Budget.Steps(1));
  }

  /**
   * The configuration of a run.
   *
   * @throws TrainingException where the text is too little for it
   */
  static TrainingConfig training(TrainRequest.Training request, ModelConfig model, Shard training) {
    BatchSource batches = TrainingData.batches(training, batching(request), request.seed());
    long steps = (long) Math.ceil(EPOCHS * batches.stepsPerEpoch());
    return config(request, model, new Budget.Steps(steps));
  }

  private static Batching batching(TrainRequest.Training request) {
    return new Batching(request.batch(), request.context(), request.objective());
  }

  private static TrainingConfig config(
      TrainRequest.Training request, ModelConfig model, Budget fallback) {
    Budget asked = request.budget();
    Double rate = request.learningRate();
    double learningRate =
        rate != null ? rate : LEARNING_RATE * Math.sqrt(REFERENCE_CHANNELS / model.channels());
    return new TrainingConfig(
        asked != null ? asked : fallback,
        batching(request),
        new AdamW(learningRate, 0.9, 0.95, 1e-8, 0.1, 1),
        SCHEDULE,
        new Evaluation(EVALUATIONS, EVALUATION_TOKENS, request.targetLoss()),
        CHECKPOINT_SECONDS,
        precision(request),
        request.device(),
        request.seed());
  }

  private static Precision precision(TrainRequest.Training request) {
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
