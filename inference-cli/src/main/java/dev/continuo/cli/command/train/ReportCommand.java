package dev.continuo.cli.command.train;

import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code continuo report}: the page of a run, written anew. */
@Command(
    name = "report",
    description =
        "Write a run's report again: learning curves, samples, configuration, verdict, on one page.",
    footer = {
      "",
      "A training writes it by itself while it goes; this is for runs that were killed or are older.",
      "",
      "Example:",
      "  continuo report runs/novel"
    })
public final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The run folder.")
  private Path folder;

  @Override
  public Integer call() {
    RunPaths run = new RunPaths(folder);
    if (!Files.exists(run.runFile())) {
      throw new TrainingException(
          folder + ": expected a run folder, found no " + run.runFile().getFileName() + " in it");
    }
    new RunReport(run).write(false);
    spec.commandLine().getOut().println(run.report());
    return 0;
  }
}
