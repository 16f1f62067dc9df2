package dev.continuo.cli.command.option;

import dev.continuo.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Whether progress is shown. */
public final class QuietMixin {

  @Option(
      names = {"-q", "--quiet"},
      description = "Show the result alone, no progress.")
  private boolean quiet;

  public Terminal terminal(CommandLine line) {
    return new Terminal(line.getErr(), quiet ? Terminal.Mode.QUIET : Terminal.Mode.TEXT);
  }
}
