package dev.continuo.model.backend;

/**
 * Which elements of rows are left out in training; those that are kept are divided by the share of
 * what is kept. It follows from the seed, the place and the element alone.
 *
 * @param seed two int32
 * @param place which dropout of the net
 * @param share of what is left out, from 0 to below 1
 */
public record Dropout(Buffer seed, int place, double share) {

  /** A random 32-bit number without a sign below this leaves its element out. */
  public int threshold() {
    return (int) Math.min(Math.round(share * 0x1p32), 0xffffffffL);
  }

  /** What is kept is multiplied by this. */
  public float factor() {
    return (float) (1 / (1 - share));
  }

  /** What the elements of a row are multiplied by, from the two numbers of the seed. */
  public void factors(int first, int second, int row, float[] to, int channels) {
    int[] numbers = new int[Philox.COUNT];
    for (int i = 0; i < channels; i += Philox.COUNT) {
      numbers[0] = i / Philox.COUNT;
      numbers[1] = row;
      numbers[2] = place;
      numbers[3] = 0;
      Philox.generate(numbers, first, second);
      for (int k = 0; k < Math.min(Philox.COUNT, channels - i); k++) {
        boolean kept = Integer.compareUnsigned(numbers[k], threshold()) >= 0;
        to[i + k] = kept ? factor() : 0;
      }
    }
  }
}
