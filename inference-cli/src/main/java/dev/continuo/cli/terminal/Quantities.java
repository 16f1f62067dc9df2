package dev.continuo.cli.terminal;

import java.util.Locale;

/** Quantities as people say them. */
public final class Quantities {

  private static final String[] PREFIXES = {"", "k", "M", "G", "T"};
  private static final double THOUSAND = 1000;

  private Quantities() {}

  /** Seconds: 1:05, or 2:03:04. */
  public static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "–:––";
    }
    long whole = Math.round(seconds);
    long hours = whole / 3600;
    long minutes = whole % 3600 / 60;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d", minutes, whole % 60);
  }

  /** Bytes: 999 B, 4.97 MB, 12.3 GB. */
  public static String bytes(double bytes) {
    int prefix = 0;
    double value = bytes;
    while (value >= THOUSAND && prefix < PREFIXES.length - 1) {
      value /= THOUSAND;
      prefix++;
    }
    String format =
        prefix == 0 || value >= 100 ? "%.0f %sB" : value >= 10 ? "%.1f %sB" : "%.2f %sB";
    return String.format(Locale.ROOT, format, value, PREFIXES[prefix]);
  }

  /** A count: 12,345. */
  public static String count(double count) {
    return String.format(Locale.ROOT, "%,.0f", count);
  }
}
