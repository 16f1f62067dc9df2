package dev.continuo.cli.command.study;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the studies. */
@Command(
    name = "study",
    description = "Answer a question about a text by a set of runs.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {StudyScalingCommand.class, StudySizesCommand.class, StudySeedsCommand.class})
public final class StudyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }
}
