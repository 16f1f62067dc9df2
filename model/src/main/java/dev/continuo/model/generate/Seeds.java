package dev.continuo.model.generate;

import dev.continuo.tokenizer.hash.BitMixer;
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
    return index == 0 ? seed : BitMixer.splitMix(BitMixer.splitMix(seed) + index);
  }
}
