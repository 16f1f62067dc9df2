package dev.continuo.trainer.run;

import static dev.continuo.trainer.config.TrainingSettings.BATCH;
import static dev.continuo.trainer.config.TrainingSettings.CHECKPOINT_MINUTES;
import static dev.continuo.trainer.config.TrainingSettings.CHECKPOINT_STEPS;
import static dev.continuo.trainer.config.TrainingSettings.CONFIG;
import static dev.continuo.trainer.config.TrainingSettings.DEPTH;
import static dev.continuo.trainer.config.TrainingSettings.DEVICE;
import static dev.continuo.trainer.config.TrainingSettings.DROPOUT;
import static dev.continuo.trainer.config.TrainingSettings.ENGINE;
import static dev.continuo.trainer.config.TrainingSettings.EVALUATIONS;
import static dev.continuo.trainer.config.TrainingSettings.FROM;
import static dev.continuo.trainer.config.TrainingSettings.HEADS;
import static dev.continuo.trainer.config.TrainingSettings.KEEP;
import static dev.continuo.trainer.config.TrainingSettings.OBJECTIVE;
import static dev.continuo.trainer.config.TrainingSettings.PRECISION;
import static dev.continuo.trainer.config.TrainingSettings.WIDTH;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.trainer.batch.BatchSource;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.DivergenceRule;
import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import dev.continuo.trainer.config.TrainingConfig.Resources;
import dev.continuo.trainer.config.TrainingConfig.Saving;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.config.UsageException;
import dev.continuo.trainer.loop.TrainingData;

/**
 * Defaults that depend on the text, the net or the machine. Those that do not stand beside their
 * settings, in {@link TrainingSettings} and {@link TextSettings}.
 */
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

  private static final DivergenceRule CARE = new DivergenceRule(64, 8, 16, 3, 0.5);
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

  /** Refuses, before any work, settings that no run could have. */
  static void check(Settings settings) {
    settings.get(PRECISION).on(Devices.of(settings.get(DEVICE)));
    Devices.require(Devices.of(settings.get(DEVICE)), settings.get(ENGINE), Resources.of(settings));
    Recipes.loss(settings);
    Recipes.schedule(settings);
    if (!settings.has(FROM)) {
      TokenizerChoice.check(settings.get(TextSettings.TOKENIZER));
      if (!settings.has(CONFIG)) {
        Settings least = RunChoice.least(settings);
        RunConfig.of(least, LARGEST_VOCABULARY);
        RunConfig.of(least, LEAST_ENTRIES).requireMemory(least);
      }
    }
  }

  /** The preset of the depth, with what was asked for in place of its choices. */
  static ModelConfig model(Settings settings, int vocabularySize, int context, int endOfText) {
    int depth = settings.find(DEPTH, RunChoice.DEPTH);
    ModelConfig preset = ModelConfig.ofDepth(depth, vocabularySize, context, endOfText);
    if (!settings.has(WIDTH) && !settings.has(HEADS)) {
      return preset;
    }
    int width = settings.find(WIDTH, preset.channels());
    int headCount = settings.find(HEADS, Math.max(1, width / preset.headSize()));
    if (width % (2 * headCount) != 0) {
      throw new UsageException(
          "%s: expected a number that divides %s into even parts, found %d of %d",
          HEADS, WIDTH, headCount, width);
    }
    int inner = Math.ceilDiv(width * 8 / 3, preset.headSize()) * preset.headSize();
    return new ModelConfig(
        preset.architecture(),
        vocabularySize,
        width,
        preset.layerCount(),
        headCount,
        headCount,
        width / headCount,
        inner,
        context,
        preset.normEpsilon(),
        preset.rotaryBase(),
        preset.tiedEmbeddings(),
        endOfText);
  }

  /** The longest sequence of a run that has no other net to begin with. */
  static int context(Settings settings) {
    return settings.find(TrainingSettings.CONTEXT, CONTEXT);
  }

  /**
   * The configuration of a run.
   *
   * @throws dev.continuo.trainer.config.TrainingException where the text is too little for it
   */
  static TrainingConfig training(Settings settings, ModelConfig model, Shard training) {
    Batching batching = batching(settings, model);
    BatchSource batches =
        TrainingData.batches(training, new int[0], batching, settings.get(TrainingSettings.SEED));
    double enough = TOKENS_PER_PARAMETER * model.parameterCount() / batching.tokens();
    long steps = (long) Math.ceil(Math.min(EPOCHS * batches.stepsPerEpoch(), enough));
    return config(settings, model, new Budget.Steps(steps));
  }

  private static Batching batching(Settings settings, ModelConfig model) {
    int context = Math.min(context(settings), model.contextLength());
    return new Batching(
        settings.find(BATCH, Recipes.batch(model.layerCount(), context)),
        context,
        settings.get(OBJECTIVE));
  }

  /** The configuration of a run of this net, with another budget where none was asked for. */
  static TrainingConfig config(Settings settings, ModelConfig model, Budget fallback) {
    Budget budget = Budget.of(settings, fallback);
    Batching batching = batching(settings, model);
    return new TrainingConfig(
        budget,
        batching,
        Recipes.loss(settings),
        settings.get(DROPOUT),
        Recipes.optimization(settings, model, batching),
        Recipes.schedule(settings),
        evaluation(settings, budget, batching),
        new Saving(
            settings.get(CHECKPOINT_MINUTES) * 60,
            settings.find(CHECKPOINT_STEPS),
            settings.get(KEEP)),
        CARE,
        settings.get(PRECISION).on(Devices.of(settings.get(DEVICE))),
        settings.get(DEVICE),
        settings.get(ENGINE),
        Resources.of(settings),
        settings.get(TrainingSettings.SEED));
  }

  /** Of a run of some time it is made smaller once the machine's speed is known. */
  private static Evaluation evaluation(Settings settings, Budget budget, Batching batching) {
    Integer asked = settings.find(EVALUATIONS);
    Evaluation evaluation =
        asked != null
            ? EvaluationChoice.asked(asked)
            : switch (budget) {
              case Budget.Steps steps ->
                  EvaluationChoice.ofTokens((double) steps.steps() * batching.tokens());
              case Budget.Minutes minutes -> EvaluationChoice.ofTime(Double.POSITIVE_INFINITY);
            };
    return evaluation.endingAs(settings);
  }
}
