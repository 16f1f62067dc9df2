package dev.continuo.cli.command.study;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the studies. */
@Command(
    name = "study",
    description = "Train a set of runs on one text, and answer a question from all of them.",
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
