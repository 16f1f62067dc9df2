package dev.continuo.cli.command.corpus;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the commands that work on text before any training. */
@Command(
    name = "corpus",
    description = "Build a clean, tokenized corpus from text, or look into one.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CorpusBuildCommand.class,
      CorpusPairsCommand.class,
      CorpusStatsCommand.class,
      CorpusSampleCommand.class
    })
public final class CorpusCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }
}
