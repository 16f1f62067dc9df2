package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Backend.Mark;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A device that computes nothing and counts the memory that it is asked for. */
public final class CountedDevice implements Device {

  private static final long ALIGNMENT = 256;

  private long bytes;

  /** The memory that was asked for until now. */
  public long bytes() {
    return bytes;
  }

  @Override
  public String description() {
    return "a count of memory";
  }

  @Override
  public long freeBytes() {
    return Long.MAX_VALUE - bytes;
  }

  @Override
  public int multiprocessors() {
    return 1;
  }

  @Override
  public long allocate(long more) {
    long address = bytes;
    bytes = Math.addExact(bytes, Math.ceilDiv(more, ALIGNMENT) * ALIGNMENT);
    return address;
  }

  @Override
  public void free(long address) {}

  @Override
  public void write(long address, MemorySegment source) {}

  @Override
  public void read(long address, MemorySegment target) {}

  @Override
  public MemorySegment pinned(long more) {
    return MemorySegment.NULL;
  }

  @Override
  public void queueWrite(long address, MemorySegment pinned) {}

  @Override
  public void queueRead(long address, MemorySegment pinned) {}

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
    throw new UnsupportedOperationException("nothing is computed");
  }

  @Override
  public void synchronize() {}

  @Override
  public void close() {}
}
