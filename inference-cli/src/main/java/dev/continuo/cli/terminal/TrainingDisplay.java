package dev.continuo.cli.terminal;

import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.report.LearningCurve;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The training line: progress, losses, speed and time left; and the learning curve at the end. */
public final class TrainingDisplay implements TrainingListener {

  private static final double SMOOTHING = 0.05;
  private static final double SECONDS_BETWEEN_UPDATES = 0.1;
  private static final double SECONDS_BETWEEN_LINES = 20;
  private static final int BAR_WIDTH = 20;
  private static final int CURVE_WIDTH = 64;
  private static final int CURVE_HEIGHT = 12;

  private final Terminal terminal;
  private final LearningCurve curve = new LearningCurve();
  private @Nullable Step first;
  private double smoothedLoss = Double.NaN;
  private double shownAt = Double.NEGATIVE_INFINITY;
  private @Nullable Evaluation lastEvaluation;

  /** A display on a terminal. */
  public TrainingDisplay(Terminal terminal) {
    this.terminal = terminal;
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
    double interval = terminal.isInteractive() ? SECONDS_BETWEEN_UPDATES : SECONDS_BETWEEN_LINES;
    if (step.seconds() - shownAt >= interval) {
      shownAt = step.seconds();
      if (terminal.isInteractive()) {
        terminal.status(line(step));
      } else {
        terminal.note(line(step));
      }
    }
  }

  @Override
  public void evaluation(Evaluation evaluation) {
    curve.addValidation(evaluation.tokens(), evaluation.loss());
    lastEvaluation = evaluation;
  }

  @Override
  public void event(long step, String message) {
    terminal.note("step %,d: %s".formatted(step, message));
  }

  /** The learning curve so far, as lines. */
  public List<String> curve() {
    return curve.draw(CURVE_WIDTH, CURVE_HEIGHT);
  }

  private String line(Step step) {
    int filled = (int) Math.round(step.progress() * BAR_WIDTH);
    String bar = "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
    String validation =
        lastEvaluation == null
            ? ""
            : String.format(
                Locale.ROOT,
                "  val %.3f (%.3f bits/byte)",
                lastEvaluation.loss(),
                lastEvaluation.bitsPerByte());
    return String.format(
        Locale.ROOT,
        "%s %3.0f%%  step %,d  loss %.3f%s  %,.0f tokens/s  %s left",
        bar,
        step.progress() * 100,
        step.step(),
        smoothedLoss,
        validation,
        step.tokensPerSecond(),
        duration(secondsLeft(step)));
  }

  private double secondsLeft(Step step) {
    if (first == null || step.progress() <= first.progress()) {
      return Double.NaN;
    }
    double rate = (step.progress() - first.progress()) / (step.seconds() - first.seconds());
    return (1 - step.progress()) / rate;
  }

  /** Seconds as people say them: 1:05, or 2:03:04. */
  public static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "–:––";
    }
    long whole = Math.round(seconds);
    long hours = whole / 3600;
    long minutes = whole % 3600 / 60;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d", minutes, whole % 60);
  }
}
