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
    int[] numbers = counter.clone();
    generate(numbers, key[0], key[1]);
    return numbers;
  }

  /** Replaces a counter by its four random numbers. */
  static void generate(int[] counter, int firstKey, int secondKey) {
    int a = counter[0];
    int b = counter[1];
    int c = counter[2];
    int d = counter[3];
    int k = firstKey;
    int l = secondKey;
    for (int round = 0; round < ROUNDS; round++) {
      long first = 0xd2511f53L * (a & LOW);
      long second = 0xcd9e8d57L * (c & LOW);
      a = (int) (second >>> 32) ^ b ^ k;
      b = (int) second;
      c = (int) (first >>> 32) ^ d ^ l;
      d = (int) first;
      k += 0x9e3779b9;
      l += 0xbb67ae85;
    }
    counter[0] = a;
    counter[1] = b;
    counter[2] = c;
    counter[3] = d;
  }
}
