package dev.continuo.cli.main;

import dev.continuo.cli.command.ContinuoCommand;

/** The entry of the continuo command; the only place that exits. */
public final class Main {

  private Main() {}

  /** Runs a command line and exits with its status: 0 done, 1 failed, 2 wrong usage. */
  public static void main(String[] arguments) {
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    System.exit(ContinuoCommand.run(arguments));
  }
}
