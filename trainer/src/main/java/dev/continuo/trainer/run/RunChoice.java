package dev.continuo.trainer.run;

import static dev.continuo.trainer.config.TrainingSettings.BATCH;
import static dev.continuo.trainer.config.TrainingSettings.CONFIG;
import static dev.continuo.trainer.config.TrainingSettings.CONTEXT;
import static dev.continuo.trainer.config.TrainingSettings.DEVICE;
import static dev.continuo.trainer.config.TrainingSettings.FROM;
import static dev.continuo.trainer.config.TrainingSettings.HEADS;
import static dev.continuo.trainer.config.TrainingSettings.MINUTES;
import static dev.continuo.trainer.config.TrainingSettings.WIDTH;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingSettings;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The net and the batches of a run, where the user left them open. In a given time a slow machine
 * trains a small net well and a large one hardly at all, so the depth follows from the time, the
 * text and the speed of this machine. Where no time is given it does not depend on the machine.
 */
final class RunChoice {

  /** The depth of a run that has no time to keep to. */
  static final int DEPTH = 4;

  /** How often a net should see the text; {@link #ENOUGH} may be less. */
  private static final double EPOCHS = 4;

  /** The tokens for each parameter that are enough, however long the text. */
  private static final double ENOUGH = 1;

  /** The deepest net for a text of so many tokens; it grows with the fourth root of the text. */
  private static final double DEEPEST = 4;

  private static final double TEXT_OF_DEEPEST = 125_000;

  private static final int REFERENCE_DEPTH_ON_CPU = 3;
  private static final int REFERENCE_DEPTH_ON_GPU = 12;

  /** In a run of fewer tokens half the context costs less and misses little. */
  private static final double SHORT_RUN = 2e6;

  private static final int SHORT_CONTEXT = 128;

  /** Where a run has fewer steps, smaller ones are better. */
  private static final double STEPS = 500;

  private static final double LEAST_STEP_TOKENS = 512;

  /** A shorter text lowers the context, so that it has so many windows. */
  private static final int LEAST_WINDOWS = 8;

  private RunChoice() {}

  /** How fast this machine trains. */
  interface Pace {
    /** The tokens per second of a net, about. */
    double tokensPerSecond(RunConfig config);
  }

  /** With the smallest net that may be chosen. */
  static Settings least(Settings settings) {
    return orDepth(settings, isOpen(settings) && settings.has(MINUTES) ? 1 : DEPTH);
  }

  private static boolean isOpen(Settings settings) {
    return Stream.of(TrainingSettings.DEPTH, WIDTH, HEADS, CONFIG, FROM).noneMatch(settings::has);
  }

  private static Settings orDepth(Settings settings, int depth) {
    return settings.has(TrainingSettings.DEPTH)
        ? settings
        : settings.with(TrainingSettings.DEPTH, depth);
  }

  /**
   * The settings, with the depth, the context and the batch of its net.
   *
   * @param vocabulary kinds of tokens
   * @param text training tokens
   * @param most the longest context of its net, where that is given
   * @param pace asked only where the time is given and the net is not
   */
  static Settings of(
      Settings settings, int vocabulary, long text, int most, Pace pace, RunListener listener) {
    Double minutes = settings.find(MINUTES);
    Settings chosen =
        isOpen(settings) && minutes != null
            ? ofTime(settings, minutes, vocabulary, text, pace, listener)
            : orDepth(settings, DEPTH);
    if (settings.has(CONTEXT)) {
      return chosen;
    }
    int context = Math.min(Defaults.context(chosen), most);
    int fitting = context;
    while (fitting > 1 && (text - 1) / fitting - 1 < LEAST_WINDOWS) {
      fitting /= 2;
    }
    if (fitting == context) {
      return chosen;
    }
    listener.note(
        String.format(
            Locale.ROOT,
            "context    %d tokens instead of %d, since the training text has %,d",
            fitting,
            context,
            text));
    int windows = (int) Math.max(1, (text - 1) / fitting - 1);
    int batch =
        Math.min(Recipes.batch(chosen.find(TrainingSettings.DEPTH, DEPTH), fitting), windows);
    return chosen.with(CONTEXT, fitting).with(BATCH, settings.find(BATCH, batch));
  }

  private static Settings ofTime(
      Settings settings,
      double minutes,
      int vocabulary,
      long text,
      Pace pace,
      RunListener listener) {
    double seconds = 60 * minutes * (1 - EvaluationChoice.SHARE);
    Settings quick = withContext(settings, SHORT_CONTEXT);
    RunConfig reference = config(quick, referenceDepth(settings), vocabulary);
    double tokensPerSecond = pace.tokensPerSecond(reference);
    double flops = tokensPerSecond * flopsPerToken(reference) * seconds;
    int depth = depth(settings, vocabulary, text, flops);
    double tokens = flops / flopsPerToken(config(quick, depth, vocabulary));
    Settings chosen = tokens < SHORT_RUN ? quick : withContext(settings, Defaults.CONTEXT);
    int context = Defaults.context(chosen);
    int batch = settings.find(BATCH, batch(depth, context, tokens));
    listener.note(
        String.format(
            Locale.ROOT,
            "chosen     depth %d and %d sequences of %d tokens in a step, for %s minutes on this"
                + " machine (measured now: %,.0f tokens/s at depth %d); the settings depth, batch"
                + " and context change them",
            depth,
            batch,
            context,
            minutes,
            tokensPerSecond,
            reference.model().layerCount()));
    return chosen.with(TrainingSettings.DEPTH, depth).with(CONTEXT, context).with(BATCH, batch);
  }

  private static RunConfig config(Settings settings, int depth, int vocabulary) {
    return RunConfig.of(settings.with(TrainingSettings.DEPTH, depth), vocabulary);
  }

  /** The deepest net that sees enough tokens in so many operations and fits into memory. */
  private static int depth(Settings settings, int vocabulary, long text, double flops) {
    int deepest = (int) Math.max(1, Math.round(DEEPEST * Math.pow(text / TEXT_OF_DEEPEST, 0.25)));
    for (int depth = deepest; depth > 1; depth--) {
      RunConfig config = config(settings, depth, vocabulary);
      double enough = Math.min(EPOCHS * text, ENOUGH * config.model().parameterCount());
      if (flops / flopsPerToken(config) >= enough && config.fits()) {
        return depth;
      }
    }
    return 1;
  }

  private static int batch(int depth, int context, double tokens) {
    double few = Math.max(tokens / STEPS, LEAST_STEP_TOKENS);
    return Math.clamp(Math.round(few / context), 1, Recipes.batch(depth, context));
  }

  private static int referenceDepth(Settings settings) {
    return switch (Devices.of(settings.get(DEVICE))) {
      case CPU -> REFERENCE_DEPTH_ON_CPU;
      case GPU -> REFERENCE_DEPTH_ON_GPU;
    };
  }

  private static double flopsPerToken(RunConfig config) {
    ModelConfig model = config.model();
    return model.trainingFlopsPerToken(config.training().batch().context());
  }

  private static Settings withContext(Settings settings, int context) {
    return settings.has(CONTEXT) ? settings : settings.with(CONTEXT, context);
  }
}
