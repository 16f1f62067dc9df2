package dev.continuo.cli.train;

import dev.continuo.cli.terminal.Quantities;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.cli.terminal.TrainingDisplay;
import dev.continuo.cli.watch.WatchServer;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.trainer.bench.MatrixRate;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.progress.EventFile;
import dev.continuo.trainer.progress.Listeners;
import dev.continuo.trainer.progress.RunHistory;
import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.report.ReportListener;
import dev.continuo.trainer.report.RunReport;
import dev.continuo.trainer.report.Verdict;
import dev.continuo.trainer.run.PreparedRun;
import dev.continuo.trainer.run.TrainRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** A training as a person sees it: what is prepared, how it goes, what came of it. */
public final class TrainingSession {

  private static final int DONE = 0;
  private static final int STOPPED = 1;

  private final PrintWriter results;
  private final Terminal terminal;
  private final TrainingView view;
  private final TrainingDisplay display;

  /** A session that shows itself through a command line's writers. */
  public TrainingSession(CommandLine line, TrainingView view) {
    results = line.getOut();
    terminal = new Terminal(line.getErr(), view.mode());
    this.view = view;
    display = new TrainingDisplay(terminal);
  }

  /** Prepares and trains a new run; the status to exit with. */
  public int start(TrainRequest request) {
    try (PreparedRun run = PreparedRun.of(request, new RunNotes(terminal))) {
      return train(run, request);
    }
  }

  /** Goes on with a run that was stopped or killed; the status to exit with. */
  public int resume(TrainRequest request) {
    try (PreparedRun run = PreparedRun.resumed(request, new RunNotes(terminal))) {
      return train(run, request);
    }
  }

  private int train(PreparedRun prepared, TrainRequest request) {
    RunPaths run = prepared.paths();
    TrainingConfig config = prepared.file().training();
    display.expect(config.budget());
    if (terminal.mode() == Terminal.Mode.JSON) {
      ModelConfig model = ConfigFile.read(run.root().resolve(ConfigFile.NAME));
      display.measureAgainst(MatrixRate.mostTokensPerSecond(model, config));
    }
    RunReport report = new RunReport(run);
    try (StopRequest stop = StopRequest.savingOnInterrupt(terminal);
        WatchServer server = watch(report)) {
      if (server != null) {
        terminal.note("watch it at " + server.address());
      }
      Optional<RunFile> finished = trained(prepared, report, stop);
      report.write(false);
      if (finished.isEmpty()) {
        terminal.note(
            "stopped and saved; go on with: continuo train -o " + run.root() + " --resume");
        return STOPPED;
      }
      if (terminal.mode() == Terminal.Mode.TEXT) {
        display.curve().forEach(terminal::note);
        terminal.note("report: " + run.report());
      }
      RunFile.Outcome outcome = finished.get().outcome();
      if (outcome != null) {
        results.println(view.json() ? RunFile.json(outcome) : describe(run.root(), outcome));
        terminal.note("next: " + next(run, config, request));
      }
      return DONE;
    }
  }

  private Optional<RunFile> trained(PreparedRun prepared, RunReport report, BooleanSupplier stop) {
    RunPaths run = prepared.paths();
    List<TrainingListener> listeners =
        new ArrayList<>(List.of(display, new ReportListener(report)));
    try (EventFile events = view.tensorBoard() ? EventFile.create(run.tensorBoard()) : null) {
      if (events != null) {
        listeners.add(events);
        terminal.note("to look at it: tensorboard --logdir " + run.tensorBoard());
      }
      return prepared.train(new Listeners(listeners), view.prompt(), stop);
    } finally {
      terminal.clear();
    }
  }

  private @Nullable WatchServer watch(RunReport report) {
    Integer port = view.watchPort();
    if (port == null) {
      return null;
    }
    return WatchServer.start(report, port);
  }

  /** The command that the run's verdict advises. */
  private static String next(RunPaths run, TrainingConfig config, TrainRequest request) {
    int layers = ConfigFile.read(run.root().resolve(ConfigFile.NAME)).layerCount();
    CorpusOptions text = request.text();
    return new NextCommand(
            run.root(),
            text == null ? List.of() : text.inputs(),
            request.settings(),
            layers,
            config.budget())
        .after(Verdict.of(RunHistory.read(run.metrics()), layers).kind());
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
        Quantities.duration(outcome.seconds()),
        outcome.verdict());
  }
}
