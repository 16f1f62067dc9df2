package dev.continuo.cli.prompt;

import java.util.concurrent.ThreadLocalRandom;

/** Seeds for texts whose seed nobody asked for: short, so that they can be typed again. */
public final class Seeds {

  private static final long BOUND = 1_000_000;

  private Seeds() {}

  public static long next() {
    return ThreadLocalRandom.current().nextLong(BOUND);
  }
}
