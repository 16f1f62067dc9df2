package dev.continuo.model.weights;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** Float32 arrays by name, wherever they are. */
public interface NamedArrays {

  /** Their names and shapes, in order. */
  List<TensorSpec> specs();

  /** Copies elements of one, from a place on, as many as the segment holds, in native order. */
  void read(String name, long first, MemorySegment to);

  /** Puts elements in the place of those of one, from a place on, as many as the segment holds. */
  void write(String name, long first, MemorySegment from);

  /** A copy of the elements of a small one. */
  default float[] values(String name) {
    long elements =
        specs().stream()
            .filter(spec -> spec.name().equals(name))
            .mapToLong(TensorSpec::elementCount)
            .findAny()
            .orElseThrow(() -> new IllegalArgumentException("no array is named " + name));
    float[] values = new float[Math.toIntExact(elements)];
    read(name, 0, MemorySegment.ofArray(values));
    return values;
  }

  /** Puts elements in the place of all of a small one's. */
  default void fill(String name, float[] values) {
    write(name, 0, MemorySegment.ofArray(values));
  }
}
