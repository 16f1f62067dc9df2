package dev.continuo.model.backend;

/**
 * Random numbers by counter: Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy
 * as 1, 2, 3").
 */
final class Philox {

  /** Numbers of one counter. */
  static final int COUNT = 4;

  private static final int ROUNDS = 10;
  private static final long LOW = 0xffffffffL;

  private Philox() {}

  /**
   * Four random 32-bit numbers.
   *
   * @param counter four numbers, another for each call
   * @param key two numbers, the seed
   */
  static int[] numbers(int[] counter, int[] key) {
    int[] c = counter.clone();
    int[] k = key.clone();
    for (int round = 0; round < ROUNDS; round++) {
      long first = 0xd2511f53L * (c[0] & LOW);
      long second = 0xcd9e8d57L * (c[2] & LOW);
      c =
          new int[] {
            (int) (second >>> 32) ^ c[1] ^ k[0],
            (int) second,
            (int) (first >>> 32) ^ c[3] ^ k[1],
            (int) first
          };
      k[0] += 0x9e3779b9;
      k[1] += 0xbb67ae85;
    }
    return c;
  }
}
