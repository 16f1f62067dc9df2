package dev.continuo.trainer.report;

import dev.continuo.trainer.progress.TrainingListener;

/**
 * Writes the report again while the run goes: after each evaluation, once its line is in the
 * metrics, and now and then between them.
 */
public final class ReportListener implements TrainingListener {

  private static final double SECONDS_BETWEEN = 10;
  private static final double NANOS = 1e9;

  private final RunReport report;
  private long writtenAt;
  private boolean evaluated = true;

  /** A listener that keeps a report. */
  public ReportListener(RunReport report) {
    this.report = report;
  }

  @Override
  public void step(Step step) {
    long now = System.nanoTime();
    if (evaluated || (now - writtenAt) / NANOS >= SECONDS_BETWEEN) {
      report.write(true);
      writtenAt = now;
      evaluated = false;
    }
  }

  @Override
  public void evaluation(Evaluation evaluation) {
    evaluated = true;
  }
}
