package dev.continuo.cli.train;

import dev.continuo.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * How a training is followed while it goes.
 *
 * @param mode who reads standard error
 * @param json whether the outcome is JSON
 * @param watchPort where its page is served on this machine; 0 is any free port, null is nowhere
 * @param tensorBoard whether event files for TensorBoard are written
 * @param prompt what the net continues at each evaluation; null is the beginning of held-out text
 */
public record TrainingView(
    Terminal.Mode mode,
    boolean json,
    @Nullable Integer watchPort,
    boolean tensorBoard,
    @Nullable String prompt) {

  /** For a person, with nothing more than every run has. */
  public static final TrainingView PLAIN =
      new TrainingView(Terminal.Mode.TEXT, false, null, false, null);
}
