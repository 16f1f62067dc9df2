package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Buffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Float32 elements of buffers in this process's memory, to arrays and back. */
final class Floats {

  /** All memory: one segment for every buffer, so that compiled code sees one kind. */
  @SuppressWarnings("restricted")
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private Floats() {}

  static void get(Buffer from, long first, float[] to, int at, int count) {
    MemorySegment.copy(MEMORY, ValueLayout.JAVA_FLOAT, address(from, first), to, at, count);
  }

  static void put(float[] from, int at, Buffer to, long first, int count) {
    MemorySegment.copy(from, at, MEMORY, ValueLayout.JAVA_FLOAT, address(to, first), count);
  }

  /** A whole buffer, or so many of its first elements. */
  static float[] all(Buffer from, int count) {
    float[] values = new float[count];
    get(from, 0, values, 0, count);
    return values;
  }

  static int id(Buffer ids, long index) {
    return MEMORY.get(ValueLayout.JAVA_INT, ids.address() + index * Integer.BYTES);
  }

  static void copy(Buffer from, long first, Buffer to, long at, long count) {
    MemorySegment.copy(MEMORY, address(from, first), MEMORY, address(to, at), count * Float.BYTES);
  }

  private static long address(Buffer buffer, long element) {
    return buffer.address() + element * Float.BYTES;
  }
}
