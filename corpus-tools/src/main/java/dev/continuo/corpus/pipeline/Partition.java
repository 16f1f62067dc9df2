package dev.continuo.corpus.pipeline;

/**
 * Which documents are kept back for validation: those whose seeded hash is below a threshold, so a
 * document stays on its side when others come or go.
 *
 * @param threshold compared without sign; 0 keeps nothing back
 */
record Partition(long threshold, long seed) {

  boolean isValidation(long documentHash) {
    return Long.compareUnsigned(mix(documentHash, seed), threshold) < 0;
  }

  /** Spreads a hash evenly, and differently for each seed (the finalizer of MurmurHash3). */
  private static long mix(long hash, long seed) {
    long mixed = hash ^ Long.rotateLeft(seed * 0x9E3779B97F4A7C15L, 32);
    mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }

  /**
   * Finds a threshold from all hashes, so that neither side is empty where two documents differ.
   */
  static final class Finder {

    private final long wished;
    private final long seed;
    private long least = -1;
    private long greatest;

    Finder(double share, long seed) {
      // As a share of 2^63, then doubled, for want of an unsigned conversion.
      wished = (long) (share * Long.MAX_VALUE) << 1;
      this.seed = seed;
    }

    void add(long documentHash) {
      long mixed = mix(documentHash, seed);
      least = Long.compareUnsigned(mixed, least) < 0 ? mixed : least;
      greatest = Long.compareUnsigned(mixed, greatest) > 0 ? mixed : greatest;
    }

    Partition find() {
      if (Long.compareUnsigned(least, wished) >= 0) {
        return new Partition(least + 1, seed);
      }
      return new Partition(Long.compareUnsigned(greatest, wished) < 0 ? greatest : wished, seed);
    }
  }
}
