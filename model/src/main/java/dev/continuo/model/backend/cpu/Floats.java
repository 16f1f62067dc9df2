package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.kernel.Bfloat16;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Elements of buffers in this process's memory, to arrays of float32 and back. */
final class Floats {

  /** All memory: one segment for every buffer, so that compiled code sees one kind. */
  @SuppressWarnings("restricted")
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private Floats() {}

  static void get(Buffer from, long first, float[] to, int at, int count) {
    long address = address(from, first);
    switch (from.type()) {
      case FLOAT32 -> MemorySegment.copy(MEMORY, ValueLayout.JAVA_FLOAT, address, to, at, count);
      case BFLOAT16 -> Bfloat16.load(MEMORY, address, count, to, at);
      case FLOAT64, INT32 -> throw new IllegalArgumentException(from + " has no such numbers");
    }
  }

  static void put(float[] from, int at, Buffer to, long first, int count) {
    long address = address(to, first);
    switch (to.type()) {
      case FLOAT32 -> MemorySegment.copy(from, at, MEMORY, ValueLayout.JAVA_FLOAT, address, count);
      case BFLOAT16 -> Bfloat16.store(from, at, count, MEMORY, address);
      case FLOAT64, INT32 -> throw new IllegalArgumentException(to + " has no such numbers");
    }
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

  static void putId(int id, Buffer ids, long index) {
    MEMORY.set(ValueLayout.JAVA_INT, ids.address() + index * Integer.BYTES, id);
  }

  /** Between buffers of one type. */
  static void copy(Buffer from, long first, Buffer to, long at, long count) {
    long bytes = count * from.type().bytes();
    MemorySegment.copy(MEMORY, address(from, first), MEMORY, address(to, at), bytes);
  }

  static long address(Buffer buffer, long element) {
    return buffer.address() + element * buffer.type().bytes();
  }
}
