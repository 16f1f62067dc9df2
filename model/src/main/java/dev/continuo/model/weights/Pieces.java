package dev.continuo.model.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Large arrays on their way from one place to another in pieces, so that no memory holds one as a
 * whole: 5 elements in pieces of 2 are elements 0 and 1, 2 and 3, 4.
 *
 * @param elements the most float32 of a piece
 */
public record Pieces(int elements) {

  /** Of 4 MiB. */
  public static final Pieces USUAL = new Pieces(1 << 20);

  public Pieces {
    if (elements < 1) {
      throw new IllegalArgumentException("expected at least one element in a piece: " + elements);
    }
  }

  /** What is done with a piece. */
  interface Piece {
    void move(long first, MemorySegment memory);
  }

  private void each(long count, Piece piece) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory =
          arena.allocate(Math.max(1, Math.min(count, elements)) * Float.BYTES, Long.BYTES);
      for (long first = 0; first < count; first += elements) {
        piece.move(first, memory.asSlice(0, Math.min(elements, count - first) * Float.BYTES));
      }
    }
  }

  /** Takes the elements of an array, piece after piece, each of which is gone with the next. */
  public void read(NamedArrays arrays, TensorSpec spec, Consumer<MemorySegment> to) {
    each(
        spec.elementCount(),
        (first, memory) -> {
          arrays.read(spec.name(), first, memory);
          to.accept(memory);
        });
  }

  /** Fills an array with the elements of a tensor of its shape. */
  public void write(NamedArrays arrays, Tensor tensor) {
    each(
        tensor.spec().elementCount(),
        (first, memory) -> {
          tensor.copyTo(first, memory);
          arrays.write(tensor.name(), first, memory);
        });
  }

  /** Fills an array with what is put into its pieces, in their order. */
  public void write(NamedArrays arrays, TensorSpec spec, Consumer<MemorySegment> from) {
    each(
        spec.elementCount(),
        (first, memory) -> {
          from.accept(memory);
          arrays.write(spec.name(), first, memory);
        });
  }
}
