package dev.continuo.cli.terminal;

/** A bar of eighths of a column: {@code ███▌░░░░░░}. */
public final class Bar {

  private static final String PARTS = " ▏▎▍▌▋▊▉█";
  private static final int EIGHTHS = 8;

  private Bar() {}

  /** A bar of some columns, filled by a fraction. */
  public static String of(double fraction, int columns) {
    int eighths = (int) Math.round(Math.clamp(fraction, 0, 1) * columns * EIGHTHS);
    int whole = eighths / EIGHTHS;
    StringBuilder bar = new StringBuilder("█".repeat(whole));
    if (eighths % EIGHTHS > 0) {
      bar.append(PARTS.charAt(eighths % EIGHTHS));
    }
    return bar.append("░".repeat(columns - bar.length())).toString();
  }
}
