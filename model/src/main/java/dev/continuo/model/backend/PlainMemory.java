package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.MEMORY;

import dev.continuo.model.kernel.Bfloat16;
import dev.continuo.model.vector.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The memory of this process, as plain loops reach it. */
final class PlainMemory {

  static final MemorySegment MEMORY = Memory.ALL;

  private PlainMemory() {}

  static float get(Buffer buffer, long index) {
    return switch (buffer.type()) {
      case FLOAT32 -> MEMORY.get(ValueLayout.JAVA_FLOAT, at(buffer, index));
      case BFLOAT16 -> Bfloat16.toFloat(MEMORY.get(ValueLayout.JAVA_SHORT, at(buffer, index)));
      case FLOAT64, INT32 -> throw new IllegalArgumentException(buffer + " has no such numbers");
    };
  }

  static void set(Buffer buffer, long index, double value) {
    switch (buffer.type()) {
      case FLOAT32 -> MEMORY.set(ValueLayout.JAVA_FLOAT, at(buffer, index), (float) value);
      case BFLOAT16 ->
          MEMORY.set(ValueLayout.JAVA_SHORT, at(buffer, index), Bfloat16.of((float) value));
      case FLOAT64, INT32 -> throw new IllegalArgumentException(buffer + " has no such numbers");
    }
  }

  private static long at(Buffer buffer, long index) {
    return buffer.address() + index * buffer.type().bytes();
  }

  static int id(Buffer buffer, long index) {
    return MEMORY.get(ValueLayout.JAVA_INT, at(buffer, index));
  }

  static float[] floats(Buffer buffer, long first, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = get(buffer, first + i);
    }
    return values;
  }

  static void put(float[] values, Buffer buffer, long first) {
    for (int i = 0; i < values.length; i++) {
      set(buffer, first + i, values[i]);
    }
  }

  static MemorySegment segment(Buffer buffer) {
    return MEMORY.asSlice(buffer.address(), buffer.bytes());
  }
}
