package dev.continuo.model.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sum of a vector's L lanes, always as the same tree: lane i with lane i ^ L/2, then L/4, …, 1.
 * The library's own sum is not used, because its order is not specified.
 */
public final class LaneSums {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int QUARTER = LANES / 4;
  private static final VectorShuffle<Float> SWAP_HALVES = swap(LANES / 2);
  private static final VectorShuffle<Float> SWAP_QUARTERS = swap(LANES / 4);
  private static final VectorShuffle<Float> SWAP_EIGHTHS = swap(LANES / 8);
  private static final VectorShuffle<Float> SWAP_SIXTEENTHS = swap(LANES / 16);
  private static final VectorMask<Float> HIGH_HALF = high(LANES / 2);
  private static final VectorMask<Float> HIGH_QUARTERS = high(LANES / 4);

  private LaneSums() {}

  /** Stores the sums of four vectors side by side. */
  public static void store(
      FloatVector a, FloatVector b, FloatVector c, FloatVector d, float[] y, int start) {
    FloatVector sums = sums(a, b, c, d);
    y[start] = sums.lane(0);
    y[start + 1] = sums.lane(QUARTER);
    y[start + 2] = sums.lane(2 * QUARTER);
    y[start + 3] = sums.lane(3 * QUARTER);
  }

  /** Stores the sums of four vectors, themselves stored one after the other. */
  public static void store(float[] lanes, int from, float[] y, int start) {
    store(
        FloatVector.fromArray(SPECIES, lanes, from),
        FloatVector.fromArray(SPECIES, lanes, from + LANES),
        FloatVector.fromArray(SPECIES, lanes, from + 2 * LANES),
        FloatVector.fromArray(SPECIES, lanes, from + 3 * LANES),
        y,
        start);
  }

  /** The four sums of lanes, in lanes 0, L/4, L/2 and 3L/4. */
  private static FloatVector sums(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
    FloatVector ac = a.blend(c, HIGH_HALF).add(c.blend(a, HIGH_HALF).rearrange(SWAP_HALVES));
    FloatVector bd = b.blend(d, HIGH_HALF).add(d.blend(b, HIGH_HALF).rearrange(SWAP_HALVES));
    FloatVector all =
        ac.blend(bd, HIGH_QUARTERS).add(bd.blend(ac, HIGH_QUARTERS).rearrange(SWAP_QUARTERS));
    return withinQuarters(all);
  }

  /** The sum of the lanes. */
  public static float of(FloatVector a) {
    FloatVector half = a.add(a.rearrange(SWAP_HALVES));
    return withinQuarters(half.add(half.rearrange(SWAP_QUARTERS))).lane(0);
  }

  private static FloatVector withinQuarters(FloatVector a) {
    FloatVector sum = a;
    if (LANES >= 8) {
      sum = sum.add(sum.rearrange(SWAP_EIGHTHS));
    }
    if (LANES >= 16) {
      sum = sum.add(sum.rearrange(SWAP_SIXTEENTHS));
    }
    return sum;
  }

  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(SPECIES, lane -> lane ^ distance);
  }

  private static VectorMask<Float> high(int distance) {
    boolean[] lanes = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = (lane & distance) != 0;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }
}
