package dev.continuo.model.backend.cpu;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import java.lang.foreign.MemorySegment;

/** Counts the memory of what is laid out on it; it computes nothing. */
public final class CountedCpu extends CpuBackend {

  private long bytes;

  /** A count with activations in a format. */
  public CountedCpu(ScalarType type) {
    super(type, 1);
  }

  /** The bytes of all buffers. */
  public long bytes() {
    return bytes;
  }

  @Override
  public Buffer allocate(String name, ElementType elementType, long elements) {
    bytes = Math.addExact(bytes, Math.multiplyExact(elements, elementType.bytes()));
    return new Buffer(name, elementType, elements, 0);
  }

  @Override
  public void write(Buffer buffer, MemorySegment elements) {}

  @Override
  public void clear(Buffer buffer) {}
}
