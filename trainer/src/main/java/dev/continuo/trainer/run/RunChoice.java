package dev.continuo.trainer.run;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Devices;
import java.util.Locale;

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
    double tokensPerSecond(Plan plan);
  }

  /** The smallest net that may be chosen. */
  static TrainRequest.Net least(TrainRequest.Net net, TrainRequest.Training training) {
    return net.orDepth(isOpen(net) && training.budget() instanceof Budget.Minutes ? 1 : DEPTH);
  }

  private static boolean isOpen(TrainRequest.Net net) {
    return net.depth() == null && net.isOfDepth();
  }

  /**
   * A request with the depth, the context and the batch of its net.
   *
   * @param vocabulary kinds of tokens
   * @param text training tokens
   * @param most the longest context of its net, where that is given
   * @param pace asked only where the time is given and the net is not
   */
  static TrainRequest of(
      TrainRequest request, int vocabulary, long text, int most, Pace pace, RunListener listener) {
    TrainRequest.Net net = request.net();
    TrainRequest.Training training = request.training();
    TrainRequest chosen =
        isOpen(net) && training.budget() instanceof Budget.Minutes time
            ? ofTime(request, time.minutes(), vocabulary, text, pace, listener)
            : request.with(net.orDepth(DEPTH), training);
    if (training.context() != null) {
      return chosen;
    }
    int context = Math.min(Defaults.context(chosen.training()), most);
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
    Integer batch = training.batch();
    if (batch == null) {
      int depth = chosen.net().depth() == null ? DEPTH : chosen.net().depth();
      int windows = (int) Math.max(1, (text - 1) / fitting - 1);
      batch = Math.min(Recipes.batch(depth, fitting), windows);
    }
    return chosen.with(chosen.net(), chosen.training().with(fitting, batch));
  }

  private static TrainRequest ofTime(
      TrainRequest request,
      double minutes,
      int vocabulary,
      long text,
      Pace pace,
      RunListener listener) {
    TrainRequest.Training training = request.training();
    double seconds = 60 * minutes * (1 - EvaluationChoice.SHARE);
    TrainRequest.Training quick = withContext(training, SHORT_CONTEXT);
    Plan reference = Plan.of(TrainRequest.Net.ofDepth(referenceDepth(training)), quick, vocabulary);
    double tokensPerSecond = pace.tokensPerSecond(reference);
    double flops = tokensPerSecond * flopsPerToken(reference) * seconds;
    int depth = depth(training, vocabulary, text, flops);
    Plan plan = Plan.of(TrainRequest.Net.ofDepth(depth), quick, vocabulary);
    double tokens = flops / flopsPerToken(plan);
    TrainRequest.Training chosen =
        tokens < SHORT_RUN ? quick : withContext(training, Defaults.CONTEXT);
    Integer context = chosen.context();
    int batch =
        training.batch() != null
            ? training.batch()
            : batch(depth, context == null ? Defaults.CONTEXT : context, tokens);
    listener.note(
        String.format(
            Locale.ROOT,
            "chosen     depth %d and %d sequences of %d tokens in a step, for %s minutes on this"
                + " machine (measured now: %,.0f tokens/s at depth %d); --depth, --batch and"
                + " --context set them",
            depth,
            batch,
            context,
            minutes,
            tokensPerSecond,
            reference.model().layerCount()));
    return request.with(TrainRequest.Net.ofDepth(depth), chosen.with(context, batch));
  }

  /** The deepest net that sees enough tokens in so many operations and fits into memory. */
  private static int depth(
      TrainRequest.Training training, int vocabulary, long text, double flops) {
    int deepest = (int) Math.max(1, Math.round(DEEPEST * Math.pow(text / TEXT_OF_DEEPEST, 0.25)));
    for (int depth = deepest; depth > 1; depth--) {
      Plan plan = Plan.of(TrainRequest.Net.ofDepth(depth), training, vocabulary);
      double enough = Math.min(EPOCHS * text, ENOUGH * plan.model().parameterCount());
      if (flops / flopsPerToken(plan) >= enough && plan.fits()) {
        return depth;
      }
    }
    return 1;
  }

  private static int batch(int depth, int context, double tokens) {
    double few = Math.max(tokens / STEPS, LEAST_STEP_TOKENS);
    return Math.clamp(Math.round(few / context), 1, Recipes.batch(depth, context));
  }

  private static int referenceDepth(TrainRequest.Training training) {
    return switch (Devices.of(training.device())) {
      case CPU -> REFERENCE_DEPTH_ON_CPU;
      case GPU -> REFERENCE_DEPTH_ON_GPU;
    };
  }

  private static double flopsPerToken(Plan plan) {
    ModelConfig model = plan.model();
    return model.trainingFlopsPerToken(plan.training().batch().context());
  }

  private static TrainRequest.Training withContext(TrainRequest.Training training, int context) {
    return training.context() != null ? training : training.with(context, training.batch());
  }
}
