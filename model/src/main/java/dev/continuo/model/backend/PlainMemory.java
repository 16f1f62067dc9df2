package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.MEMORY;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The memory of this process, as plain loops reach it. */
final class PlainMemory {

  private static final long FLOAT = Float.BYTES;

  @SuppressWarnings("restricted")
  static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private PlainMemory() {}

  static float get(Buffer buffer, long index) {
    return MEMORY.get(ValueLayout.JAVA_FLOAT, buffer.address() + index * FLOAT);
  }

  static void set(Buffer buffer, long index, double value) {
    MEMORY.set(ValueLayout.JAVA_FLOAT, buffer.address() + index * FLOAT, (float) value);
  }

  static int id(Buffer buffer, long index) {
    return MEMORY.get(ValueLayout.JAVA_INT, buffer.address() + index * Integer.BYTES);
  }

  static float[] floats(Buffer buffer, long first, int count) {
    float[] values = new float[count];
    long at = buffer.address() + first * FLOAT;
    MemorySegment.copy(MEMORY, ValueLayout.JAVA_FLOAT, at, values, 0, count);
    return values;
  }

  static void put(float[] values, Buffer buffer, long first) {
    long at = buffer.address() + first * FLOAT;
    MemorySegment.copy(values, 0, MEMORY, ValueLayout.JAVA_FLOAT, at, values.length);
  }

  static MemorySegment segment(Buffer buffer) {
    return MEMORY.asSlice(buffer.address(), buffer.bytes());
  }
}
