package dev.continuo.model.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share the tasks of one step. The caller works too, and several
 * callers may be at it at once. Idle workers look for work for some microseconds before they sleep,
 * because the next step of a network comes at once.
 */
public final class Workers implements AutoCloseable {

  private static final int SPINS = 500;
  private static final int YIELDS = 500;

  /** Something to be done many times, in any order. */
  @FunctionalInterface
  public interface Task {

    /**
     * Does it once.
     *
     * @param worker which of the threads does it, the caller being 0: a place to compute in, where
     *     there is one caller at a time
     */
    void run(int task, int worker);
  }

  private final List<Thread> workers = new ArrayList<>();
  private final ConcurrentLinkedQueue<Job> jobs = new ConcurrentLinkedQueue<>();
  private final AtomicIntegerArray sleeping;
  private volatile boolean closed;

  /** A pool in which this many threads work, the caller among them. */
  public Workers(int threads) {
    sleeping = new AtomicIntegerArray(threads);
    for (int i = 1; i < threads; i++) {
      int worker = i;
      workers.add(
          Thread.ofPlatform()
              .daemon()
              .name("continuo-worker-" + worker)
              .unstarted(() -> serve(worker)));
    }
    workers.forEach(Thread::start);
  }

  /** How many threads work, the caller among them. */
  public int threads() {
    return workers.size() + 1;
  }

  /** Does the tasks 0 to {@code tasks - 1}, in any order, and returns when all are done. */
  public void run(int tasks, IntConsumer task) {
    run(tasks, (index, worker) -> task.accept(index));
  }

  /** Does the tasks 0 to {@code tasks - 1}, in any order, and returns when all are done. */
  public void run(int tasks, Task task) {
    if (workers.isEmpty() || tasks <= 1) {
      for (int i = 0; i < tasks; i++) {
        task.run(i, 0);
      }
      return;
    }
    Job job = new Job(tasks, task, threads());
    jobs.add(job);
    for (int worker = 1; worker <= workers.size(); worker++) {
      if (sleeping.get(worker) != 0) {
        LockSupport.unpark(workers.get(worker - 1));
      }
    }
    job.work(0);
    jobs.remove(job);
    job.await();
  }

  @Override
  public void close() {
    closed = true;
    workers.forEach(LockSupport::unpark);
  }

  private void serve(int worker) {
    int spins = 0;
    while (!closed) {
      Job job = jobs.peek();
      if (job != null) {
        job.work(worker);
        jobs.remove(job);
        spins = 0;
      } else if (spins < SPINS + YIELDS) {
        pause(spins++);
      } else {
        sleeping.set(worker, 1);
        if (jobs.isEmpty() && !closed) {
          LockSupport.park(this);
        }
        sleeping.set(worker, 0);
        spins = 0;
      }
    }
  }

  /** Waits for a moment; after some of them other threads may have the processor meanwhile. */
  @SuppressWarnings("ThreadPriorityCheck") // only how long it waits depends on the scheduler
  private static void pause(int spins) {
    if (spins < SPINS) {
      Thread.onSpinWait();
    } else {
      Thread.yield();
    }
  }

  /**
   * A thread begins with its own stretch of the tasks, so that the same rows of one step and the
   * next are in its cache, and then helps the others.
   */
  private static final class Job {
    private final int tasks;
    private final Task task;
    private final AtomicInteger[] next; // by stretch
    private final AtomicInteger unfinished;
    private final Thread caller = Thread.currentThread();
    private volatile @Nullable Throwable failure;

    Job(int tasks, Task task, int threads) {
      this.tasks = tasks;
      next = new AtomicInteger[threads];
      for (int stretch = 0; stretch < threads; stretch++) {
        next[stretch] = new AtomicInteger(start(stretch));
      }
      this.task = task;
      this.unfinished = new AtomicInteger(tasks);
    }

    private int start(int stretch) {
      return (int) ((long) tasks * stretch / next.length);
    }

    void work(int worker) {
      for (int i = 0; i < next.length; i++) {
        workOn((worker + i) % next.length, worker);
      }
    }

    private void workOn(int stretch, int worker) {
      int end = start(stretch + 1);
      AtomicInteger following = next[stretch];
      for (int i = following.getAndIncrement(); i < end; i = following.getAndIncrement()) {
        try {
          task.run(i, worker);
        } catch (Throwable e) {
          failure = e;
        } finally {
          if (unfinished.decrementAndGet() == 0 && worker != 0) {
            LockSupport.unpark(caller);
          }
        }
      }
    }

    void await() {
      for (int spins = 0; unfinished.get() > 0; spins++) {
        if (spins < SPINS + YIELDS) {
          pause(spins);
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
