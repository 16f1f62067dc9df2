package dev.continuo.corpus.document;

/** Failures of code that users wrote or that parses files: formats, steps, outputs. */
public final class Failures {

  private Failures() {}

  /**
   * Rethrows errors of the machine, such as a lack of memory. A stack overflow counts as a failure
   * of that code.
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
