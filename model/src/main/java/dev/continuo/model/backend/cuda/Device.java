package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Backend.Mark;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What runs operations: a GPU. One queue: whatever is asked for is done in the order of the calls.
 * Used by one thread at a time, not always the same.
 */
public interface Device extends AutoCloseable {

  /** Its name and what it has. */
  String description();

  /** Memory that is free now, in bytes. */
  long freeBytes();

  /** How many multiprocessors it has. */
  int multiprocessors();

  /**
   * Memory of its own, aligned to 256 bytes and not cleared.
   *
   * @throws DeviceMemoryException where there is too little
   */
  long allocate(long bytes);

  /** Gives memory back. */
  void free(long address);

  /** Copies to the device; the source may be changed afterwards. */
  void write(long address, MemorySegment source);

  /** Copies from the device, after all work that was queued before. */
  void read(long address, MemorySegment target);

  /** Memory of the host that the device can reach by itself, for {@link #queueWrite}. */
  MemorySegment pinned(long bytes);

  /** Queues a copy from pinned memory, which stays as it is until the copy is done. */
  void queueWrite(long address, MemorySegment pinned);

  /** Queues a copy to pinned memory. */
  void queueRead(long address, MemorySegment pinned);

  /** Queues one operation. */
  void run(Operation operation);

  /** Operations made ready to be queued at once. */
  Recording record(List<Operation> operations);

  /** Marks what has been queued until now. */
  Mark mark();

  /** Waits until everything queued is done. */
  void synchronize();

  @Override
  void close();

  /** Operations that are queued as one. */
  interface Recording extends AutoCloseable {
    /** Queues them all. */
    void run();

    @Override
    void close();
  }
}
