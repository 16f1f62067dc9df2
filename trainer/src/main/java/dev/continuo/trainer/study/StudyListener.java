package dev.continuo.trainer.study;

import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.run.RunListener;

/** Hears how a study goes; all methods are optional. */
public interface StudyListener {

  /** Hears nothing. */
  StudyListener NONE = new StudyListener() {};

  /** Hears a line for people. */
  default void note(String line) {}

  /** Hears how the text is prepared and the runs are. */
  default RunListener run() {
    return RunListener.NONE;
  }

  /**
   * Hears that a run begins or goes on.
   *
   * @param name of the run
   * @return hears of its steps
   */
  default TrainingListener begins(String name) {
    return TrainingListener.NONE;
  }

  /** Hears of a run that is there, trained now or before. */
  default void finished(StudyRun run) {}
}
