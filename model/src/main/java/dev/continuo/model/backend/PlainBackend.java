package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.segment;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.device.Sizes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * The operations in plain loops over native memory, with sums in float64: slow, short and on every
 * machine, to hold other backends to.
 */
public class PlainBackend
    implements PlainProducts,
        PlainEmbeddings,
        PlainNorms,
        PlainHeads,
        PlainTexts,
        PlainFeedForward,
        PlainLosses,
        PlainOptimizers,
        PlainDropout,
        PlainDiagonals {

  private static final int ALIGNMENT = 64;

  private final Arena arena;
  private final Supplier<Arena> scopes;

  /** A backend in memory of its own. */
  public PlainBackend() {
    this(Arena.ofShared(), Arena::ofConfined);
  }

  /**
   * A backend.
   *
   * @param arena where its buffers are, which it closes
   * @param scopes what it gives as {@link #scope}
   */
  public PlainBackend(Arena arena, Supplier<Arena> scopes) {
    this.arena = arena;
    this.scopes = scopes;
  }

  @Override
  public ElementType activations() {
    return ElementType.FLOAT32;
  }

  @Override
  public Buffer allocate(String name, ElementType type, long elements) {
    long bytes = Sizes.product(Math.max(1, elements), type.bytes());
    return new Buffer(name, type, elements, take(name, bytes).address());
  }

  @Override
  public boolean concurrent() {
    return false;
  }

  @Override
  public long freeBytes() {
    return Long.MAX_VALUE;
  }

  @Override
  public void write(Buffer buffer, MemorySegment elements) {
    segment(buffer).asSlice(0, elements.byteSize()).copyFrom(elements);
  }

  @Override
  public void read(Buffer buffer, MemorySegment elements) {
    elements.copyFrom(segment(buffer).asSlice(0, elements.byteSize()));
  }

  @Override
  public MemorySegment hostMemory(long bytes) {
    return take("a step's batch", bytes);
  }

  private MemorySegment take(String name, long bytes) {
    try {
      return arena.allocate(bytes, ALIGNMENT);
    } catch (OutOfMemoryError e) {
      throw new ModelException(
          "out of memory: no "
              + Sizes.text(bytes)
              + " for "
              + name
              + "; choose a smaller net or fewer sequences at once, or end other programs",
          e);
    }
  }

  @Override
  public Arena scope() {
    return scopes.get();
  }

  @Override
  public void queueWrite(Buffer buffer, MemorySegment host) {
    write(buffer, host);
  }

  @Override
  public void queueRead(Buffer buffer, MemorySegment host) {
    read(buffer, host);
  }

  @Override
  public Mark mark() {
    long now = System.nanoTime();
    return new PlainMark(now);
  }

  private record PlainMark(long nanoseconds) implements Mark {
    @Override
    public void await() {}

    @Override
    public double secondsSince(Mark earlier) {
      return (nanoseconds - ((PlainMark) earlier).nanoseconds) / 1e9;
    }

    @Override
    public void close() {}
  }

  @Override
  public Program program(Runnable operations) {
    return new Program() {
      @Override
      public void run() {
        operations.run();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void synchronize() {}

  @Override
  public void clear(Buffer buffer) {
    segment(buffer).fill((byte) 0);
  }

  @Override
  public void round(Buffer weights, Buffer rounded) {
    segment(rounded).copyFrom(segment(weights));
  }

  @Override
  public void close() {
    arena.close();
  }
}
