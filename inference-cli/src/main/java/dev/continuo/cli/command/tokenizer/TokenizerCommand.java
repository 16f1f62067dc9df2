package dev.continuo.cli.command.tokenizer;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups the commands that make and use vocabularies. */
@Command(
    name = "tokenizer",
    description = "Learn a vocabulary from text, or use any tokenizer.json.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TokenizerTrainCommand.class,
      TokenizerEncodeCommand.class,
      TokenizerDecodeCommand.class,
      TokenizerInspectCommand.class,
      TokenizerBenchCommand.class
    })
public final class TokenizerCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }
}
