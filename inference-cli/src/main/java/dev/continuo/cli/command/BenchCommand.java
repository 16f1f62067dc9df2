package dev.continuo.cli.command;

import dev.continuo.cli.command.generate.BenchGenerateCommand;
import dev.continuo.cli.command.train.BenchTrainCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the measurements. */
@Command(
    name = "bench",
    description = "Measure how fast this machine trains and generates.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {BenchTrainCommand.class, BenchGenerateCommand.class})
final class BenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }
}
