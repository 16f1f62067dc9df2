package dev.continuo.cli.terminal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.report.LearningCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A training as it goes: the learning curve so far, and below it the progress, the speed, the time
 * left and the losses.
 */
public final class TrainingDisplay implements TrainingListener {

  private static final double SMOOTHING = 0.05;
  private static final double BETWEEN_UPDATES = 0.2;
  private static final double BETWEEN_LINES = 20;
  private static final double BETWEEN_OBJECTS = 1;
  private static final int BAR_WIDTH = 24;
  private static final int CURVE_WIDTH = 64;
  private static final int CURVE_HEIGHT = 10;

  private final Terminal terminal;
  private final LearningCurve curve = new LearningCurve();
  private @Nullable Step first;
  private double smoothedLoss = Double.NaN;
  private double shownAt = Double.NEGATIVE_INFINITY;
  private @Nullable Evaluation lastEvaluation;
  private double mostTokensPerSecond = Double.NaN;
  private @Nullable Budget budget;

  /** A display on a terminal. */
  public TrainingDisplay(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Says when the run is over. */
  public void expect(Budget newBudget) {
    budget = newBudget;
  }

  /**
   * Says what the machine could do, for programs that read how much of it is used.
   *
   * @param tokensPerSecond that its matrix products alone would allow
   */
  public void measureAgainst(double tokensPerSecond) {
    mostTokensPerSecond = tokensPerSecond;
  }

  @Override
  public void step(Step step) {
    if (first == null) {
      first = step;
    }
    smoothedLoss =
        Double.isNaN(smoothedLoss)
            ? step.trainLoss()
            : smoothedLoss + SMOOTHING * (step.trainLoss() - smoothedLoss);
    curve.addTrain(step.tokens(), step.trainLoss());
    double interval =
        switch (terminal.mode()) {
          case TEXT -> terminal.isInteractive() ? BETWEEN_UPDATES : BETWEEN_LINES;
          case JSON -> BETWEEN_OBJECTS;
          case QUIET -> Double.POSITIVE_INFINITY;
        };
    if (step.seconds() - shownAt >= interval) {
      shownAt = step.seconds();
      show(step);
    }
  }

  @Override
  public void evaluation(Evaluation evaluation) {
    curve.addValidation(evaluation.tokens(), evaluation.loss());
    lastEvaluation = evaluation;
    terminal.write(
        Terminal.json()
            .put("step", evaluation.step())
            .put("val_loss", evaluation.loss())
            .put("val_bits_per_byte", evaluation.bitsPerByte())
            .put("best", evaluation.best()));
  }

  @Override
  public void event(long step, String message) {
    if (terminal.mode() == Terminal.Mode.JSON) {
      terminal.write(Terminal.json().put("step", step).put("event", message));
    } else {
      terminal.warn(String.format(Locale.ROOT, "step %,d: %s", step, message));
    }
  }

  /** The learning curve so far, as lines. */
  public List<String> curve() {
    return curve.draw(CURVE_WIDTH, CURVE_HEIGHT);
  }

  private void show(Step step) {
    if (terminal.isInteractive()) {
      List<String> lines = new ArrayList<>(lastEvaluation == null ? List.of() : curve());
      lines.add(progress(step));
      lines.add(losses(step));
      terminal.live(lines);
    } else if (terminal.mode() == Terminal.Mode.JSON) {
      terminal.write(object(step));
    } else {
      terminal.note(progress(step) + "  " + losses(step));
    }
  }

  private String progress(Step step) {
    return String.format(
        Locale.ROOT,
        "%s%3.0f %%  step %,d%s  %,.0f tokens/s  %s left",
        terminal.isInteractive() ? Bar.of(step.progress(), BAR_WIDTH) + " " : "",
        step.progress() * 100,
        step.step(),
        ofAll(step),
        step.tokensPerSecond(),
        Quantities.duration(secondsLeft(step)));
  }

  /** How many steps there will be: known, or by the steps of this time so far. */
  private String ofAll(Step step) {
    return switch (budget) {
      case Budget.Steps steps -> String.format(Locale.ROOT, " of %,d", steps.steps());
      case Budget.Minutes time when first != null && step.progress() > first.progress() -> {
        double each = (step.progress() - first.progress()) / (double) (step.step() - first.step());
        yield String.format(
            Locale.ROOT, " of about %,.0f", step.step() + (1 - step.progress()) / each);
      }
      case Budget.Minutes tooEarly -> "";
      case null -> "";
    };
  }

  private String losses(Step step) {
    String training =
        String.format(Locale.ROOT, "loss %.3f, smoothed %.3f", step.trainLoss(), smoothedLoss);
    return lastEvaluation == null
        ? training
        : String.format(
            Locale.ROOT,
            "%s, held-out %.3f (%.3f bits/byte)",
            training,
            lastEvaluation.loss(),
            lastEvaluation.bitsPerByte());
  }

  private ObjectNode object(Step step) {
    double left = secondsLeft(step);
    return Terminal.json()
        .put("step", step.step())
        .put("progress", step.progress())
        .put("tokens", step.tokens())
        .put("seconds", step.seconds())
        .put("seconds_left", Double.isFinite(left) ? left : null)
        .put("train_loss", step.trainLoss())
        .put("smoothed_loss", smoothedLoss)
        .put("learning_rate", step.learningRate())
        .put("grad_norm", step.gradientNorm())
        .put("tokens_per_second", step.tokensPerSecond())
        .put("utilization", Double.isNaN(mostTokensPerSecond) ? null : utilization(step));
  }

  /** The share of the machine's matrix products that training uses. */
  private double utilization(Step step) {
    return step.tokensPerSecond() / mostTokensPerSecond;
  }

  private double secondsLeft(Step step) {
    if (first == null || step.progress() <= first.progress()) {
      return Double.NaN;
    }
    double rate = (step.progress() - first.progress()) / (step.seconds() - first.seconds());
    return (1 - step.progress()) / rate;
  }
}
