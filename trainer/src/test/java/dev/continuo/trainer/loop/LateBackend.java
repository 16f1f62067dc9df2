package dev.continuo.trainer.loop;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.PlainBackend;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Plain loops that run as late as those of a device may: when their results are waited for. What
 * the host changes too early, or reads too early, is wrong here.
 */
final class LateBackend extends PlainBackend {

  private final Deque<Runnable> queue = new ArrayDeque<>();
  private long asked;
  private long done;
  private int made;
  private int run;

  /** How many programs were made. */
  int made() {
    return made;
  }

  /** How many times a program was run. */
  int run() {
    return run;
  }

  private void ask(Runnable work) {
    queue.add(work);
    asked++;
  }

  private void workUntil(long place) {
    while (done < place) {
      queue.remove().run();
      done++;
    }
  }

  @Override
  public boolean concurrent() {
    return true;
  }

  @Override
  public void queueWrite(Buffer buffer, MemorySegment host) {
    ask(() -> super.write(buffer, host));
  }

  @Override
  public void queueRead(Buffer buffer, MemorySegment host) {
    ask(() -> super.read(buffer, host));
  }

  @Override
  public Program program(Runnable operations) {
    made++;
    return new Program() {
      @Override
      public void run() {
        run++;
        ask(operations);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Mark mark() {
    long place = asked;
    return new Mark() {
      @Override
      public void await() {
        workUntil(place);
      }

      @Override
      public double secondsSince(Mark earlier) {
        throw new UnsupportedOperationException("it has no clock");
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void synchronize() {
    workUntil(asked);
  }

  @Override
  public void write(Buffer buffer, MemorySegment elements) {
    synchronize();
    super.write(buffer, elements);
  }

  @Override
  public void read(Buffer buffer, MemorySegment elements) {
    synchronize();
    super.read(buffer, elements);
  }
}
