package dev.continuo.cli.terminal;

import java.io.PrintWriter;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.Supplier;

/**
 * Standard error as people see it: a status line that is rewritten on a terminal, and plain lines
 * now and then where there is none.
 */
public final class Terminal {

  private static final String CLEAR_LINE = "\r\033[K";
  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;
  private static final long SHOW_EVERY_NANOS = 100_000_000L;
  private static final long NOTE_EVERY_NANOS = 10_000_000_000L;

  private final PrintWriter errors;
  private final boolean interactive;
  private final boolean quiet;
  private boolean statusShown;
  private long progressShown = System.nanoTime();

  /** A terminal that writes notes to a writer. */
  public Terminal(PrintWriter errors, boolean quiet) {
    this.errors = errors;
    this.quiet = quiet;
    interactive = isTerminal(STANDARD_ERROR);
  }

  /** Whether a person watches. */
  public boolean isInteractive() {
    return interactive;
  }

  /** Whether a person, not a file or a program, reads the results on standard output. */
  public static boolean showsResults() {
    return isTerminal(STANDARD_OUTPUT);
  }

  /** Shows a line that stays. */
  public void note(String line) {
    if (!quiet) {
      clear();
      errors.println(line);
      errors.flush();
    }
  }

  /** Shows a line that the next one replaces; nothing where there is no terminal. */
  public void status(String line) {
    if (!quiet && interactive) {
      errors.print(CLEAR_LINE + line);
      errors.flush();
      statusShown = true;
    }
  }

  /**
   * Shows how work goes on, however often it is called: in place on a terminal, elsewhere as a line
   * now and then.
   */
  public void progress(Supplier<String> line) {
    long now = System.nanoTime();
    if (now - progressShown >= (interactive ? SHOW_EVERY_NANOS : NOTE_EVERY_NANOS)) {
      progressShown = now;
      if (interactive) {
        status(line.get());
      } else {
        note(line.get());
      }
    }
  }

  /** Takes the status line away. */
  public void clear() {
    if (statusShown) {
      errors.print(CLEAR_LINE);
      errors.flush();
      statusShown = false;
    }
  }

  @SuppressWarnings({"restricted", "IllegalCatch"})
  private static boolean isTerminal(int fileDescriptor) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("isatty")
        .map(
            address -> {
              MethodHandle isatty =
                  linker.downcallHandle(
                      address, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
              try {
                return (int) isatty.invokeExact(fileDescriptor) == 1;
              } catch (Throwable e) {
                throw new IllegalStateException("isatty could not be called", e);
              }
            })
        .orElse(false);
  }
}
