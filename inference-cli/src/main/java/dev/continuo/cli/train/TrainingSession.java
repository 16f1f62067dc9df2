package dev.continuo.cli.train;

import dev.continuo.cli.terminal.Terminal;
import dev.continuo.cli.terminal.TrainingDisplay;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine;

/** A training as a person sees it: what is prepared, how it goes, what came of it. */
public final class TrainingSession {

  private static final int DONE = 0;
  private static final int STOPPED = 1;

  private final PrintWriter results;
  private final Terminal terminal;
  private final TrainingDisplay display;

  /** A session that shows itself through a command line's writers. */
  public TrainingSession(CommandLine line, boolean quiet) {
    results = line.getOut();
    terminal = new Terminal(line.getErr(), quiet);
    display = new TrainingDisplay(terminal);
  }

  /** Prepares and trains a new run; the status to exit with. */
  public int start(TrainRequest request) {
    RunPaths run = RunPreparation.prepare(request, terminal);
    return train(run, RunFile.read(run.runFile()));
  }

  /** Goes on with a run, told some things anew; the status to exit with. */
  public int resume(Path folder, UnaryOperator<TrainingConfig> change) {
    RunPaths run = new RunPaths(folder);
    if (!Files.exists(run.runFile())) {
      throw new TrainingException(
          folder + ": expected a run to resume, found no " + run.runFile().getFileName());
    }
    RunFile file = RunFile.read(run.runFile());
    return train(run, file.with(change.apply(file.training())));
  }

  private int train(RunPaths run, RunFile file) {
    try (StopRequest stop = StopRequest.onInterrupt()) {
      Optional<RunFile> finished = RunTraining.train(run, file, terminal, display, stop);
      terminal.clear();
      if (finished.isEmpty()) {
        terminal.note(
            "stopped and saved; go on with: continuo train -o " + run.root() + " --resume");
        return STOPPED;
      }
      display.curve().forEach(terminal::note);
      RunFile.Outcome outcome = finished.get().outcome();
      if (outcome != null) {
        results.println(describe(run.root(), outcome));
      }
      return DONE;
    }
  }

  private static String describe(Path run, RunFile.Outcome outcome) {
    return String.format(
        Locale.ROOT,
        "%s: held-out loss %.4f nats per token, %.4f bits per byte, after %,d steps (%,d tokens) in"
            + " %s; %s",
        run,
        outcome.valLoss(),
        outcome.valBitsPerByte(),
        outcome.steps(),
        outcome.tokens(),
        TrainingDisplay.duration(outcome.seconds()),
        outcome.verdict());
  }
}
