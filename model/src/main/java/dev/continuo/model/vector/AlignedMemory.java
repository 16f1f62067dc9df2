package dev.continuo.model.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Words of 32 bits in native memory that begins at a cache line, since a load that crosses two
 * lines takes twice the time.
 */
public final class AlignedMemory {

  private static final long CACHE_LINE = 64;

  private MemorySegment segment = MemorySegment.NULL; // keeps what is at the address

  /**
   * Makes room for so many rows of words; what was held is lost where there was less.
   *
   * @return the address, which is good until there is to be more room
   */
  public long ensure(int rows, int columns) {
    long bytes = Memory.bytes((long) rows * columns);
    if (segment.byteSize() < bytes) {
      segment = MemorySegment.NULL; // what there was may go before there is more
      segment = Arena.ofAuto().allocate(bytes, CACHE_LINE);
    }
    return segment.address();
  }

  /** Where the words are. */
  public long address() {
    return segment.address();
  }
}
