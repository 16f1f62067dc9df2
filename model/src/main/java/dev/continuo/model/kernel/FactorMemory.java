package dev.continuo.model.kernel;

import dev.continuo.model.device.Sizes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The words of a factor of products, or of what becomes one. Where products are oneDNN's it is
 * native memory aligned to a cache line, since a load of AVX2 that crosses two lines takes twice
 * the time; where they are the Vector API's it is an array, which compiled loops read fastest.
 */
final class FactorMemory {

  private static final long CACHE_LINE = 64;

  private int[] array = {};
  private MemorySegment segment = MemorySegment.ofArray(array);

  /** Makes room for so many rows of words; what was held is lost where there was less. */
  MemorySegment ensure(int rows, int columns) {
    int length = Sizes.arrayLength(rows, columns);
    long bytes = (long) length * Integer.BYTES;
    if (segment.byteSize() < bytes) {
      array = new int[0]; // what there was may go before there is more
      segment = MemorySegment.ofArray(array);
      if (NativeProducts.AVAILABLE) {
        segment = Arena.ofAuto().allocate(bytes, CACHE_LINE);
      } else {
        array = new int[length];
        segment = MemorySegment.ofArray(array);
      }
    }
    return segment;
  }

  /** All words. */
  MemorySegment segment() {
    return segment;
  }

  /** All words, where products are the Vector API's. */
  int[] array() {
    return array;
  }
}
