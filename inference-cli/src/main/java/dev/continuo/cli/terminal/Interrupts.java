package dev.continuo.cli.terminal;

import java.util.Map;
import org.jline.utils.Signals;

/** Ctrl-C and the system's termination signals. */
public final class Interrupts {

  /** Signals with the status of a program that they end. */
  private static final Map<String, Integer> STATUSES = Map.of("INT", 130, "TERM", 143, "HUP", 129);

  private Interrupts() {}

  /** From now on the next one ends the program at once, whatever it still waits for. */
  public static void endAtOnce() {
    STATUSES.forEach(
        (name, status) -> Signals.register(name, () -> Runtime.getRuntime().halt(status)));
  }
}
