package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Backend.Mark;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Gives out addresses and computes nothing, so that plans can be made, checked and measured on a
 * machine without a GPU.
 */
public final class PlanDevice implements Device {

  private static final long ALIGNMENT = 256;

  private final Arena arena = Arena.ofShared();
  private long next = ALIGNMENT;

  /** The bytes that were asked for. */
  public long allocatedBytes() {
    return next - ALIGNMENT;
  }

  @Override
  public String description() {
    return "a device for plans";
  }

  @Override
  public long freeBytes() {
    return Long.MAX_VALUE - next;
  }

  @Override
  public int multiprocessors() {
    return 1;
  }

  @Override
  public long allocate(long bytes) {
    long address = next;
    next += Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    return address;
  }

  @Override
  public void free(long address) {}

  @Override
  public void write(long address, MemorySegment source) {}

  @Override
  public void read(long address, MemorySegment target) {
    throw new UnsupportedOperationException("a device for plans computes nothing");
  }

  @Override
  public MemorySegment pinned(long bytes) {
    return arena.allocate(bytes, ALIGNMENT);
  }

  @Override
  public void queueWrite(long address, MemorySegment pinned) {}

  @Override
  public void queueRead(long address, MemorySegment pinned) {
    read(address, pinned);
  }

  @Override
  public void run(Operation operation) {}

  @Override
  public Recording record(List<Operation> operations) {
    return new Recording() {
      @Override
      public void run() {}

      @Override
      public void close() {}
    };
  }

  @Override
  public Mark mark() {
    throw new UnsupportedOperationException("a device for plans has no time");
  }

  @Override
  public void synchronize() {}

  @Override
  public void close() {
    arena.close();
  }
}
