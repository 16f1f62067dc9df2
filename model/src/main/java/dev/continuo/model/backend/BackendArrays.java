package dev.continuo.model.backend;

import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.TensorSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Float32 buffers of a backend as arrays. */
public final class BackendArrays implements NamedArrays {

  private final Backend backend;
  private final List<TensorSpec> specs;
  private final Map<String, Buffer> buffers = new LinkedHashMap<>();

  /** Buffers with the shapes that they have. */
  public BackendArrays(Backend backend, Map<TensorSpec, Buffer> arrays) {
    this.backend = backend;
    specs = List.copyOf(arrays.keySet());
    arrays.forEach((spec, buffer) -> buffers.put(spec.name(), buffer));
  }

  @Override
  public List<TensorSpec> specs() {
    return specs;
  }

  @Override
  public void read(String name, long first, MemorySegment to) {
    backend.read(part(name, first, to), to);
  }

  @Override
  public void write(String name, long first, MemorySegment from) {
    backend.write(part(name, first, from), from);
  }

  private Buffer part(String name, long first, MemorySegment elements) {
    return buffer(name).slice(name, first, elements.byteSize() / Float.BYTES);
  }

  /** The elements of a float32 buffer. */
  static float[] values(Backend backend, Buffer buffer) {
    try (Arena arena = backend.scope()) {
      MemorySegment segment = arena.allocate(buffer.bytes(), Long.BYTES);
      backend.read(buffer, segment);
      return segment.toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  @Override
  public void fill(String name, float[] values) {
    Buffer buffer = buffer(name);
    if (values.length != buffer.elements()) {
      throw new IllegalArgumentException(
          name + " has " + buffer.elements() + " elements, not " + values.length);
    }
    try (Arena arena = backend.scope()) { // a device reads native memory alone
      write(name, 0, arena.allocateFrom(ValueLayout.JAVA_FLOAT, values));
    }
  }

  @Override
  public float[] values(String name) {
    return values(backend, buffer(name));
  }

  private Buffer buffer(String name) {
    Buffer buffer = buffers.get(name);
    if (buffer == null) {
      throw new IllegalArgumentException("no array is named " + name);
    }
    return buffer;
  }
}
