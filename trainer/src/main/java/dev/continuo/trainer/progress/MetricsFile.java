package dev.continuo.trainer.progress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code metrics.jsonl}: one line for each logged step, the same keys in each, null where unknown;
 * and one line of {@code step} and {@code event} for each thing out of the ordinary.
 */
public final class MetricsFile implements TrainingListener, AutoCloseable {

  /** Its name in a run's own folder. */
  public static final String NAME = "metrics.jsonl";

  /** The key of an event that says that lines are missing. */
  static final String GAP = "gap";

  private static final double PROGRESS_BETWEEN_LINES = 0.002;

  private final StepLines lines;
  private double nextProgress;
  private @Nullable Step lastStep;
  private @Nullable Step pendingStep;
  private @Nullable Evaluation pendingEvaluation;

  /**
   * Starts or continues a file; lines of steps after the given one, from a run that was cut off,
   * go.
   */
  public MetricsFile(Path file, long step) {
    lines = new StepLines(file, step);
  }

  @Override
  public void step(Step step) {
    writePending();
    pendingStep = step;
    lastStep = step;
  }

  @Override
  public void evaluation(Evaluation evaluation) {
    pendingStep = lastStep; // where its line was written already, it is written again
    pendingEvaluation = evaluation;
  }

  /** Writes a line that still waits for more of its step; needed before a checkpoint. */
  public void flush() {
    writePending();
  }

  /** Notes that lines of the time before a step are missing. */
  public void gap(long step, String message) {
    writePending();
    lines.append(StepLines.of(step).put("event", message).put(GAP, true));
  }

  @Override
  public void event(long step, String message) {
    writePending();
    lines.append(StepLines.of(step).put("event", message));
  }

  @Override
  public void close() {
    writePending();
  }

  private void writePending() {
    Step step = pendingStep;
    if (step != null && (step.progress() >= nextProgress || pendingEvaluation != null)) {
      nextProgress = step.progress() + PROGRESS_BETWEEN_LINES;
      append(step, pendingEvaluation);
    }
    pendingStep = null;
    pendingEvaluation = null;
  }

  private void append(Step step, @Nullable Evaluation evaluation) {
    ObjectNode line = StepLines.of(step.step());
    line.put("tokens", step.tokens());
    line.put("seconds", step.seconds());
    line.put("train_loss", step.trainLoss());
    line.put("val_loss", evaluation == null ? null : evaluation.loss());
    line.put("val_bits_per_byte", evaluation == null ? null : evaluation.bitsPerByte());
    line.put("learning_rate", step.learningRate());
    line.put("grad_norm", step.gradientNorm());
    line.put("tokens_per_second", step.tokensPerSecond());
    lines.append(line);
  }
}
