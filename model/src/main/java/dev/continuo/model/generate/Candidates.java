package dev.continuo.model.generate;

import dev.continuo.model.config.ModelException;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The tokens that may come next, the likeliest first; of equally likely ones the lower id. Only as
 * many are sorted as are looked at.
 */
final class Candidates {

  private static final int FIRST_SORTED = 64;

  /** A token's rank: its logit, turned round so that the greatest sorts first, above its id. */
  private final long[] ranks;

  private final float greatest;
  private final double temperature;
  private int size;
  private int sorted;

  /**
   * All tokens, weighted by {@code exp(logit / temperature)}.
   *
   * @param temperature above 0
   */
  Candidates(float[] logits, double temperature) {
    this.temperature = temperature;
    ranks = new long[logits.length];
    size = logits.length;
    for (int id = 0; id < logits.length; id++) {
      if (!Float.isFinite(logits[id])) {
        throw new ModelException(
            "token "
                + id
                + ": expected a finite logit, found "
                + logits[id]
                + "; the model is broken");
      }
      ranks[id] = ((long) ~sortable(logits[id] + 0f) << 32) | id;
    }
    sort(1);
    greatest = logit(0);
  }

  int size() {
    return size;
  }

  /** The id of a place; the likeliest is at place 0. */
  int id(int place) {
    sort(place + 1);
    return (int) ranks[place];
  }

  /** A weight in proportion to the probability; the likeliest token has 1. */
  double weight(int place) {
    sort(place + 1);
    return weightOf(ranks[place]);
  }

  /** The sum of all weights. */
  double totalWeight() {
    double total = 0;
    for (int i = 0; i < size; i++) {
      total += weightOf(ranks[i]);
    }
    return total;
  }

  /** The probability that a token is drawn; 0 where it was dropped. */
  double share(int id) {
    for (int i = 0; i < size; i++) {
      if ((int) ranks[i] == id) {
        return weightOf(ranks[i]) / totalWeight();
      }
    }
    return 0;
  }

  /** Drops all but the likeliest few. */
  void keep(int newSize) {
    sort(Math.min(newSize, size));
    size = Math.min(newSize, size);
  }

  /** Drops all but the tokens at these places. */
  void keep(List<Integer> places) {
    sort(size);
    long[] kept = places.stream().sorted().mapToLong(place -> ranks[place]).toArray();
    System.arraycopy(kept, 0, ranks, 0, kept.length);
    size = kept.length;
    sorted = kept.length;
  }

  /** Draws a token by its weight. */
  int draw(RandomGenerator random) {
    double rest = random.nextDouble() * totalWeight();
    for (int i = 0; i < size; i++) {
      rest -= weightOf(ranks[i]);
      if (rest < 0) {
        return (int) ranks[i];
      }
    }
    return id(0);
  }

  private float logit(int place) {
    return logitOf(ranks[place]);
  }

  private double weightOf(long rank) {
    return Math.exp((logitOf(rank) - (double) greatest) / temperature);
  }

  private static float logitOf(long rank) {
    int sortable = ~(int) (rank >> 32);
    return Float.intBitsToFloat(sortable ^ ((sortable >> 31) & Integer.MAX_VALUE));
  }

  /** Integers that sort as the floats do. */
  private static int sortable(float value) {
    int bits = Float.floatToIntBits(value);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  /** Sorts at least the first few places. */
  private void sort(int count) {
    if (count <= sorted) {
      return;
    }
    int wanted =
        Math.min(size, Math.max(count, count == 1 ? 1 : Math.max(FIRST_SORTED, 4 * sorted)));
    select(sorted, size - 1, wanted - 1);
    Arrays.sort(ranks, sorted, wanted);
    sorted = wanted;
  }

  /** Moves the smallest ranks to the front, up to and with the place {@code last}. */
  private void select(int from, int to, int last) {
    int low = from;
    int high = to;
    while (low < high) {
      long pivot = ranks[(low + high) >>> 1];
      int left = low;
      int right = high;
      while (left <= right) {
        while (ranks[left] < pivot) {
          left++;
        }
        while (ranks[right] > pivot) {
          right--;
        }
        if (left <= right) {
          long swapped = ranks[left];
          ranks[left++] = ranks[right];
          ranks[right--] = swapped;
        }
      }
      if (last <= right) {
        high = right;
      } else if (last >= left) {
        low = left;
      } else {
        return;
      }
    }
  }
}
