package dev.continuo.model.backend.cpu;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.kernel.CausalAttention;
import dev.continuo.model.kernel.LeftMatrix;
import dev.continuo.model.kernel.RightMatrix;
import dev.continuo.model.vector.AlignedMemory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one thread computes in; its contents are lost from task to task. */
final class Scratch {

  private final ScalarType type;
  private final LeftMatrix left;
  private final Map<Integer, RightMatrix> rights = new HashMap<>(); // by columns
  private final Map<Integer, CausalAttention> attention = new HashMap<>();
  private final List<AlignedMemory> memories =
      List.of(new AlignedMemory(), new AlignedMemory(), new AlignedMemory());
  private final float[][] places = new float[4][0];

  Scratch(ScalarType type) {
    this.type = type;
    left = new LeftMatrix(type);
  }

  LeftMatrix left() {
    return left;
  }

  /** A right factor of so many columns. */
  RightMatrix right(int columns) {
    return rights.computeIfAbsent(columns, width -> new RightMatrix(type, width));
  }

  /** Attention over heads of a size. */
  CausalAttention attention(int headSize) {
    return attention.computeIfAbsent(headSize, size -> new CausalAttention(type, size));
  }

  /** The address of at least so many rows of words, apart from those of other places. */
  long memory(int number, int rows, int columns) {
    return memories.get(number).ensure(rows, columns);
  }

  /** Where elements are as float32: their own place, or one to which they are widened. */
  long read(int number, Buffer buffer, long first, int count) {
    long address = target(number, buffer, first, count);
    if (buffer.type() != ElementType.FLOAT32) {
      Floats.widen(buffer, first, count, address);
    }
    return address;
  }

  /**
   * Where float32 results are put that {@link #write} rounds to a buffer: if it has such, there.
   */
  long target(int number, Buffer buffer, long first, int count) {
    return buffer.type() == ElementType.FLOAT32
        ? Floats.address(buffer, first)
        : memory(number, 1, count);
  }

  /** Rounds float32 results to a buffer, unless they are there already. */
  static void write(long from, Buffer buffer, long first, int count) {
    if (from != Floats.address(buffer, first)) {
      Floats.round(from, count, buffer, first);
    }
  }

  /** At least so many elements, apart from those of other places. */
  float[] place(int number, int length) {
    if (places[number].length < length) {
      places[number] = new float[length];
    }
    return places[number];
  }
}
