package dev.continuo.corpus.document;

/** What code that others wrote may throw: a parser, a step, an output. */
public final class Failures {

  private Failures() {}

  /**
   * Throws on what is no failure of that code: that of the machine, except that a stack that
   * overflows is the code's own.
   */
  public static void rethrowFatal(Throwable thrown) {
    if (thrown instanceof VirtualMachineError fatal && !(thrown instanceof StackOverflowError)) {
      throw fatal;
    }
  }

  /** What was thrown, in one line. */
  public static String describe(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    return thrown.getMessage() == null
        ? thrown.getClass().getName()
        : thrown.getClass().getName() + ": " + message;
  }
}
