package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.kernel.Bfloat16;
import dev.continuo.model.vector.Memory;
import java.lang.foreign.MemorySegment;

/** Elements of buffers in this process's memory, to arrays of float32 and back. */
final class Floats {

  private Floats() {}

  static void get(Buffer from, long first, float[] to, int at, int count) {
    long address = address(from, first);
    switch (from.type()) {
      case FLOAT32 -> Memory.get(address, count, to, at);
      case BFLOAT16 -> Bfloat16.load(address, count, to, at);
      case FLOAT64, INT32 -> throw new IllegalArgumentException(from + " has no such numbers");
    }
  }

  static void put(float[] from, int at, Buffer to, long first, int count) {
    long address = address(to, first);
    switch (to.type()) {
      case FLOAT32 -> Memory.put(from, at, count, address);
      case BFLOAT16 -> Bfloat16.store(from, at, count, address);
      case FLOAT64, INT32 -> throw new IllegalArgumentException(to + " has no such numbers");
    }
  }

  /** Elements as float32 to another place. */
  static void widen(Buffer from, long first, int count, long to) {
    long address = address(from, first);
    switch (from.type()) {
      case FLOAT32 -> copy(address, count, to);
      case BFLOAT16 -> Bfloat16.widen(address, count, to);
      case FLOAT64, INT32 -> throw new IllegalArgumentException(from + " has no such numbers");
    }
  }

  /** Elements from float32 at another place. */
  static void round(long from, int count, Buffer to, long first) {
    long address = address(to, first);
    switch (to.type()) {
      case FLOAT32 -> copy(from, count, address);
      case BFLOAT16 -> Bfloat16.round(from, count, address);
      case FLOAT64, INT32 -> throw new IllegalArgumentException(to + " has no such numbers");
    }
  }

  private static void copy(long from, int count, long to) {
    MemorySegment.copy(Memory.ALL, from, Memory.ALL, to, (long) count * Float.BYTES);
  }

  /** A whole buffer, or so many of its first elements. */
  static float[] all(Buffer from, int count) {
    float[] values = new float[count];
    get(from, 0, values, 0, count);
    return values;
  }

  static int id(Buffer ids, long index) {
    return Memory.word(ids.address() + index * Integer.BYTES);
  }

  static void putId(int id, Buffer ids, long index) {
    Memory.putWord(id, ids.address() + index * Integer.BYTES);
  }

  /** Between buffers of one type. */
  static void copy(Buffer from, long first, Buffer to, long at, long count) {
    long bytes = count * from.type().bytes();
    MemorySegment.copy(Memory.ALL, address(from, first), Memory.ALL, address(to, at), bytes);
  }

  static long address(Buffer buffer, long element) {
    return buffer.address() + element * buffer.type().bytes();
  }
}
