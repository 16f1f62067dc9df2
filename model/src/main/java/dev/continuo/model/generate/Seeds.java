package dev.continuo.model.generate;

import java.util.concurrent.ThreadLocalRandom;

/** Seeds for texts; a random one is short, since people copy it. */
public final class Seeds {

  private static final long BOUND = 1_000_000;

  private Seeds() {}

  public static long next() {
    return ThreadLocalRandom.current().nextLong(BOUND);
  }

  /**
   * The seed of one of several continuations: the first uses the given seed itself, the others
   * seeds far from any that a person would give, so that neighbouring seeds share no continuation.
   *
   * @see <a href="https://doi.org/10.1145/2714064.2660195">Steele et al., Fast splittable
   *     pseudorandom number generators: the mixing function of SplitMix64</a>
   */
  public static long of(long seed, int index) {
    return index == 0 ? seed : mixed(mixed(seed) + index);
  }

  private static long mixed(long value) {
    long mixed = value + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
