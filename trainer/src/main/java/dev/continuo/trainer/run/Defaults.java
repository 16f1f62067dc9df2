package dev.continuo.trainer.run;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Precision;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.trainer.batch.BatchSource;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Care;
import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import dev.continuo.trainer.config.TrainingConfig.Saving;
import dev.continuo.trainer.loop.TrainingData;
import java.util.Locale;

/** What Continuo chooses where a person left the choice. */
final class Defaults {

  /**
   * Epochs of a run without a budget: repeating text costs little up to four times (Muennighoff et
   * al., arXiv 2305.16264).
   */
  private static final double EPOCHS = 4;

  /**
   * Training tokens for each parameter, where the text has so many: beyond, a larger net would
   * learn more in the same time (Hoffmann et al., arXiv 2203.15556).
   */
  private static final double TOKENS_PER_PARAMETER = 20;

  private static final Saving SAVING = new Saving(120, null, 2);
  private static final Care CARE = new Care(64, 8, 16, 3, 0.5);
  static final int CONTEXT = 256;
  private static final int SMALLEST_VOCABULARY = 512;
  private static final int LEAST_ENTRIES = 2;
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
    precision(request.training());
    Recipes.loss(request.training().recipe());
    Recipes.schedule(request.training().recipe());
    TrainRequest.Net net = request.net();
    if (net.from() == null) {
      TokenizerChoice.check(request.vocabulary().tokenizer());
    }
    if (net.from() == null && net.config() == null) {
      TrainRequest.Net least = RunChoice.least(net, request.training());
      Plan.of(least, request.training(), LARGEST_VOCABULARY);
      Plan.of(least, request.training(), LEAST_ENTRIES).requireMemory(least);
    }
  }

  /** The longest sequence of a run that has no other net to begin with. */
  static int context(TrainRequest.Training training) {
    Integer asked = training.context();
    return asked == null ? CONTEXT : asked;
  }

  /** The net of the dial, with what was asked for in place of its choices. */
  static ModelConfig model(TrainRequest.Net net, int vocabularySize, int context, int endOfText) {
    int depth = net.depth() == null ? RunChoice.DEPTH : net.depth();
    ModelConfig dial = ModelConfig.ofDepth(depth, vocabularySize, context, endOfText);
    Integer channels = net.channels();
    Integer heads = net.heads();
    if (channels == null && heads == null) {
      return dial;
    }
    int width = channels == null ? dial.channels() : channels;
    int headCount = heads != null ? heads : Math.max(1, width / dial.headSize());
    if (width % (2 * headCount) != 0) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--heads: expected a number that divides --width into even parts, found %d of %d",
              headCount,
              width));
    }
    int inner = Math.ceilDiv(width * 8 / 3, dial.headSize()) * dial.headSize();
    return new ModelConfig(
        dial.architecture(),
        vocabularySize,
        width,
        dial.layerCount(),
        headCount,
        headCount,
        width / headCount,
        inner,
        context,
        dial.normEpsilon(),
        dial.rotaryBase(),
        dial.tiedEmbeddings(),
        endOfText);
  }

  /**
   * The configuration of a run.
   *
   * @throws dev.continuo.trainer.config.TrainingException where the text is too little for it
   */
  static TrainingConfig training(TrainRequest request, ModelConfig model, Shard training) {
    Batching batching = batching(request.training(), model);
    BatchSource batches =
        TrainingData.batches(training, new int[0], batching, request.training().seed());
    double enough = TOKENS_PER_PARAMETER * model.parameterCount() / batching.tokens();
    long steps = (long) Math.ceil(Math.min(EPOCHS * batches.stepsPerEpoch(), enough));
    return config(request.net(), request.training(), model, new Budget.Steps(steps));
  }

  private static Batching batching(TrainRequest.Training training, ModelConfig model) {
    int context = Math.min(context(training), model.contextLength());
    Integer batch = training.batch();
    return new Batching(
        batch == null ? Recipes.batch(model.layerCount(), context) : batch,
        context,
        training.objective());
  }

  /** The configuration of a run of this net, with another budget where none was asked for. */
  static TrainingConfig config(
      TrainRequest.Net net, TrainRequest.Training training, ModelConfig model, Budget fallback) {
    Budget asked = training.budget();
    Budget budget = asked == null ? fallback : asked;
    Batching batching = batching(training, model);
    return new TrainingConfig(
        budget,
        batching,
        Recipes.loss(training.recipe()),
        Recipes.dropout(training.recipe()),
        Recipes.optimization(training.recipe(), model, batching, net.from() != null),
        Recipes.schedule(training.recipe()),
        evaluation(training, budget, batching),
        saving(training.saving()),
        CARE,
        precision(training),
        training.device(),
        training.engine(),
        training.resources(),
        training.seed());
  }

  /** Of a run of some time it is made smaller once the machine's speed is known. */
  private static Evaluation evaluation(
      TrainRequest.Training training, Budget budget, Batching batching) {
    Integer asked = training.evaluations();
    if (asked != null) {
      return EvaluationChoice.asked(asked, training.targetLoss());
    }
    return switch (budget) {
      case Budget.Steps steps ->
          EvaluationChoice.ofTokens(
              (double) steps.steps() * batching.tokens(), training.targetLoss());
      case Budget.Minutes minutes ->
          EvaluationChoice.ofTime(Double.POSITIVE_INFINITY, training.targetLoss());
    };
  }

  private static Saving saving(TrainRequest.Saving asked) {
    Double minutes = asked.minutes();
    Integer kept = asked.kept();
    return new Saving(
        minutes == null ? SAVING.seconds() : minutes * 60,
        asked.steps(),
        kept == null ? SAVING.kept() : kept);
  }

  private static Precision precision(TrainRequest.Training request) {
    return switch (request.precision().toLowerCase(Locale.ROOT)) {
      case "auto" -> Devices.precision(Devices.of(request.device()));
      case "bf16" -> {
        Devices.require(Devices.of(request.device()), Precision.BFLOAT16);
        yield Precision.BFLOAT16;
      }
      case "float32" -> Precision.FLOAT32;
      default ->
          throw new UsageException(
              "--precision: expected auto, bf16 or float32, found " + request.precision());
    };
  }
}
