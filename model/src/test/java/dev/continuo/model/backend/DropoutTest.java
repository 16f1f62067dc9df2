package dev.continuo.model.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DropoutTest {

  private static final int ROWS = 400;
  private static final int CHANNELS = 250;

  private final Backend backend = new PlainBackend();

  @AfterEach
  void close() {
    backend.close();
  }

  /** Known answers of the authors' Random123. */
  @Test
  void numbersAreThoseOfPhilox() {
    assertThat(Philox.numbers(new int[4], new int[2]))
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(Philox.numbers(new int[] {-1, -1, -1, -1}, new int[] {-1, -1}))
        .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(
            Philox.numbers(
                new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                new int[] {0xa4093822, 0x299f31d0}))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  private float[] dropped(int seed, int place, double share) {
    float[] ones = new float[ROWS * CHANNELS];
    Arrays.fill(ones, 1);
    Buffer x = backend.allocate("x", ElementType.FLOAT32, ones.length);
    Buffer seeds = backend.allocate("seed", ElementType.INT32, 2);
    backend.write(x, MemorySegment.ofArray(ones));
    backend.write(seeds, MemorySegment.ofArray(new int[] {seed, 0}));
    backend.drop(new Dropout(seeds, place, share), x, x, ROWS, CHANNELS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(x.bytes(), Long.BYTES);
      backend.read(x, found);
      return found.toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  @Test
  void leavesItsShareOutAndKeepsTheMean() {
    for (double share : new double[] {0.1, 0.5, 0.9}) {
      float[] found = dropped(3, 0, share);
      long zeros = 0;
      double sum = 0;
      for (float value : found) {
        zeros += value == 0 ? 1 : 0;
        sum += value;
        assertThat(value == 0 || value == (float) (1 / (1 - share))).isTrue();
      }
      double deviation = Math.sqrt(share * (1 - share) / found.length);
      assertThat((double) zeros / found.length).isCloseTo(share, within(4 * deviation));
      assertThat(sum / found.length).isCloseTo(1, within(4 * deviation / (1 - share)));
    }
  }

  @Test
  void seedsAndPlacesAreIndependent() {
    float[] first = dropped(3, 0, 0.5);
    assertThat(dropped(3, 0, 0.5)).isEqualTo(first);
    for (float[] other : new float[][] {dropped(4, 0, 0.5), dropped(3, 1, 0.5)}) {
      int same = 0;
      for (int i = 0; i < first.length; i++) {
        same += first[i] == other[i] ? 1 : 0;
      }
      assertThat((double) same / first.length)
          .isCloseTo(0.5, within(4 * 0.5 / Math.sqrt(first.length)));
    }
  }
}
