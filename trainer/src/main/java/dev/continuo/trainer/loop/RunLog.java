package dev.continuo.trainer.loop;

import dev.continuo.model.weights.WeightSource;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.checkpoint.RunState;
import dev.continuo.trainer.progress.MetricsFile;
import dev.continuo.trainer.progress.RunHistory;
import dev.continuo.trainer.progress.TrainingListener;
import java.util.List;
import java.util.Optional;

/** Writes what happens in a run to its metrics file, and passes it to a listener. */
final class RunLog implements AutoCloseable {

  private final TrainingListener listener;
  private final Optional<String> gap;
  private final MetricsFile metrics;

  /** A log that goes on from where a run is. */
  RunLog(RunPaths run, RunState state, TrainingListener listener) {
    this.listener = listener;
    gap = RunHistory.gap(run.metrics(), state.step(), state.losses().size());
    metrics = new MetricsFile(run.metrics(), state.step());
  }

  /** The run goes on from a step. */
  void start(long step, List<String> warnings) {
    listener.start(step);
    warnings.forEach(warning -> event(step, warning));
    gap.ifPresent(
        message -> {
          metrics.gap(step, message);
          listener.event(step, message);
        });
  }

  void step(TrainingListener.Step step) {
    metrics.step(step);
    listener.step(step);
  }

  void evaluation(TrainingListener.Evaluation evaluation) {
    metrics.evaluation(evaluation);
    listener.evaluation(evaluation);
  }

  /** The weights that were just evaluated. */
  void weights(long step, WeightSource evaluated) {
    listener.weights(step, evaluated);
  }

  /** Something out of the ordinary. */
  void event(long step, String message) {
    metrics.event(step, message);
    listener.event(step, message);
  }

  /** Writes what still waits; needed before a checkpoint. */
  void flush() {
    metrics.flush();
  }

  @Override
  public void close() {
    metrics.close();
  }
}
