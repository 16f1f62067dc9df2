package dev.continuo.cli.command;

import dev.continuo.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Whether progress is shown. */
final class QuietMixin {

  @Option(
      names = {"-q", "--quiet"},
      description = "Show the result alone, no progress.")
  private boolean quiet;

  Terminal terminal(CommandLine line) {
    return new Terminal(line.getErr(), quiet ? Terminal.Mode.QUIET : Terminal.Mode.TEXT);
  }
}
