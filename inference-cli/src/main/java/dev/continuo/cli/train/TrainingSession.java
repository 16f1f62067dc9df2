package dev.continuo.cli.train;

import dev.continuo.cli.terminal.Terminal;
import dev.continuo.cli.terminal.TrainingDisplay;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.TrainingException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    return train(RunPreparation.prepare(request, terminal));
  }

  /** Goes on with a run, under its own or another budget. */
  public int resume(Path folder, @Nullable Budget budget) {
    RunPaths run = new RunPaths(folder);
    if (!Files.exists(run.runFile())) {
      throw new TrainingException(
          folder + ": expected a run to resume, found no " + run.runFile().getFileName());
    }
    RunFile file = RunFile.read(run.runFile());
    if (budget != null) {
      file.with(file.training().with(budget)).write(run.runFile());
    } else if (file.outcome() != null) {
      throw new TrainingException(
          folder + ": this run is over; give it more with --steps or --minutes");
    }
    return train(run);
  }

  private int train(RunPaths run) {
    Optional<RunFile> finished = RunTraining.train(run, terminal, display);
    terminal.clear();
    if (finished.isEmpty()) {
      terminal.note("stopped and saved; go on with: continuo train -o " + run.root() + " --resume");
      return STOPPED;
    }
    display.curve().forEach(terminal::note);
    RunFile.Outcome outcome = finished.get().outcome();
    if (outcome != null) {
      results.println(describe(run.root(), outcome));
    }
    return DONE;
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
