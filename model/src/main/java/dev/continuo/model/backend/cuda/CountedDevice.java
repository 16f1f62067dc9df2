package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Backend.Mark;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A device that computes nothing and counts the memory that it is asked for. */
public final class CountedDevice implements Device {

  private static final long ALIGNMENT = 256;

  /** The driver gives out memory in such pieces, which only small buffers share. */
  private static final long PIECE = 2L << 20;

  private static final long SMALL = 1L << 20;

  /**
   * What an operation takes in a graph of the driver, at most: 64 KiB before CUDA 12.4 and less
   * since, as PyTorch's documentation of CUDA graphs says.
   */
  private static final long RECORDED = 64L << 10;

  private long bytes;
  private long scratchBytes;
  private long recordedBytes;

  /** The memory that was asked for until now. */
  public long bytes() {
    return bytes;
  }

  /** What the largest product needs beside it while its algorithm is chosen. */
  public long scratchBytes() {
    return scratchBytes;
  }

  /** What the recordings take as graphs. */
  public long recordedBytes() {
    return recordedBytes;
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
    long unit = more < SMALL ? ALIGNMENT : PIECE;
    bytes = Math.addExact(bytes, Math.ceilDiv(more, unit) * unit);
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
  public void run(Operation operation) {
    if (operation instanceof Operation.Product product) {
      scratchBytes = Math.max(scratchBytes, CudaProducts.scratchBytes(ProductShape.of(product)));
    }
  }

  @Override
  public Recording record(List<Operation> operations) {
    operations.forEach(this::run);
    recordedBytes += RECORDED * operations.size();
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
