package dev.continuo.cli.main;

import dev.continuo.cli.command.ContinuoCommand;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The entry of the continuo command; the only place that exits. */
public final class Main {

  /**
   * What reads Parquet tells of its inner workings. A logger that nobody holds forgets its level.
   */
  private static final Logger PARQUET = Logger.getLogger("dev.hardwood");

  private Main() {}

  /** Runs a command line and exits with its status: 0 done, 1 failed, 2 wrong usage. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // numbers, and what libraries compare, are alike everywhere
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    PARQUET.setLevel(Level.WARNING);
    System.exit(ContinuoCommand.run(arguments));
  }
}
