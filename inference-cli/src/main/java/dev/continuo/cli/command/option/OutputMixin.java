package dev.continuo.cli.command.option;

import dev.continuo.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** For whom a command writes: its progress on standard error, its result on standard output. */
public final class OutputMixin {

  @Option(
      names = {"-q", "--quiet"},
      description = "Show the result alone, no progress.")
  private boolean quiet;

  @Option(
      names = "--json",
      description = "The result as JSON; progress as JSON lines on standard error.")
  private boolean json;

  public boolean json() {
    return json;
  }

  public Terminal terminal(CommandLine line) {
    return new Terminal(line.getErr(), mode());
  }

  public Terminal.Mode mode() {
    if (quiet) {
      return Terminal.Mode.QUIET;
    }
    return json ? Terminal.Mode.JSON : Terminal.Mode.TEXT;
  }
}
