package dev.continuo.model.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share the tasks of one step. The caller works too, and several
 * callers may be at it at once. Idle workers look for work for a few microseconds before they
 * sleep, because the next step of a network comes at once.
 */
public final class Workers implements AutoCloseable {

  private static final int SPINS = 2_000;

  private final List<Thread> workers = new ArrayList<>();
  private final ConcurrentLinkedQueue<Job> jobs = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** A pool in which this many threads work, the caller among them. */
  public Workers(int threads) {
    for (int i = 1; i < threads; i++) {
      Thread worker =
          Thread.ofPlatform().daemon().name("continuo-kernel-" + i).unstarted(this::serve);
      workers.add(worker);
    }
    workers.forEach(Thread::start);
  }

  /** Does the tasks 0 to {@code tasks - 1}, in any order, and returns when all are done. */
  public void run(int tasks, IntConsumer task) {
    if (workers.isEmpty() || tasks == 1) {
      for (int i = 0; i < tasks; i++) {
        task.accept(i);
      }
      return;
    }
    Job job = new Job(tasks, task);
    jobs.add(job);
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
    job.work();
    jobs.remove(job);
    job.await();
  }

  @Override
  public void close() {
    closed = true;
    workers.forEach(LockSupport::unpark);
  }

  private void serve() {
    int spins = 0;
    while (!closed) {
      Job job = jobs.peek();
      if (job != null) {
        job.work();
        jobs.remove(job);
        spins = 0;
      } else if (spins++ < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
        spins = 0;
      }
    }
  }

  private static final class Job {
    private final int tasks;
    private final IntConsumer task;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger unfinished;
    private final Thread caller = Thread.currentThread();
    private volatile @Nullable Throwable failure;

    Job(int tasks, IntConsumer task) {
      this.tasks = tasks;
      this.task = task;
      this.unfinished = new AtomicInteger(tasks);
    }

    void work() {
      for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
        try {
          task.accept(i);
        } catch (Throwable e) {
          failure = e;
        } finally {
          if (unfinished.decrementAndGet() == 0) {
            LockSupport.unpark(caller);
          }
        }
      }
    }

    void await() {
      for (int spins = 0; unfinished.get() > 0; spins++) {
        if (spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      Throwable thrown = failure;
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }
}
