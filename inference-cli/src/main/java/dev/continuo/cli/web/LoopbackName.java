package dev.continuo.cli.web;

import java.net.InetAddress;
import java.util.Locale;

/** Host names that always mean this machine. */
public final class LoopbackName {

  private LoopbackName() {}

  /** Whether a {@code Host} header, with or without a port, names this machine's loopback. */
  public static boolean is(String header) {
    String host = header.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
    if (host.equals("localhost") || host.equals("localhost.")) {
      return true;
    }
    boolean six = host.startsWith("[") && host.endsWith("]");
    try {
      return InetAddress.ofLiteral(six ? host.substring(1, host.length() - 1) : host)
          .isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
