package dev.continuo.model.backend.decode;

import static dev.continuo.model.backend.TextOperations.PAGE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The pages of one text's keys and values. Texts that go on from the same beginning share its
 * pages; one that both write to is copied first. Its pages are given back when it is closed, or
 * some time after nobody can reach it.
 */
public final class CachedText implements AutoCloseable {

  private static final Cleaner CLEANER = Cleaner.create();

  /** Copies a page over another. */
  @FunctionalInterface
  interface Copy {
    void copy(int from, int to);
  }

  /** What a text has: this outlives it. */
  private static final class Held implements Runnable {
    private final PagePool pool;
    private int[] pages = {};
    private int count;

    Held(PagePool pool) {
      this.pool = pool;
    }

    synchronized void add(int page) {
      if (count == pages.length) {
        pages = Arrays.copyOf(pages, Math.max(4, 2 * count));
      }
      pages[count++] = page;
    }

    synchronized void keep(int most) {
      while (count > most) {
        pool.release(pages[--count]);
      }
    }

    @Override
    public void run() {
      keep(0);
    }
  }

  private final Held held;
  private final Cleaner.Cleanable cleanable;

  CachedText(PagePool pool) {
    held = new Held(pool);
    cleanable = CLEANER.register(this, held);
  }

  /** A text of its own with the first positions of this one. */
  public CachedText copy(int positions) {
    CachedText copy = new CachedText(held.pool);
    synchronized (held) {
      int pages = Math.min(Math.ceilDiv(positions, PAGE), held.count);
      for (int i = 0; i < pages; i++) {
        held.pool.share(held.pages[i]);
        copy.held.add(held.pages[i]);
      }
    }
    return copy;
  }

  /** Forgets all but the first positions. */
  public void truncate(int positions) {
    held.keep(Math.ceilDiv(positions, PAGE));
  }

  /**
   * Makes room after the first positions, in pages of its own.
   *
   * @throws dev.continuo.model.config.ModelException where there is too little memory; the first
   *     positions are still there then
   */
  void reserve(int positions, int tokens, Copy copy) {
    truncate(positions);
    if (held.count < Math.ceilDiv(positions, PAGE)) {
      throw new IllegalStateException("the text is closed");
    }
    int wanted = Math.ceilDiv(positions + tokens, PAGE);
    int last = positions / PAGE;
    List<Integer> taken = new ArrayList<>();
    try {
      boolean parted = positions % PAGE != 0 && held.pool.isShared(held.pages[last]);
      for (int page = held.count - (parted ? 1 : 0); page < wanted; page++) {
        taken.add(held.pool.take());
      }
      if (parted) {
        int own = taken.removeFirst();
        copy.copy(held.pages[last], own);
        held.keep(last);
        held.add(own);
      }
      taken.forEach(held::add);
      taken.clear();
    } finally {
      taken.forEach(held.pool::release);
    }
  }

  /** Writes its pages to a table; gives their number. */
  int copyTo(MemorySegment table, long first) {
    synchronized (held) {
      for (int i = 0; i < held.count; i++) {
        table.setAtIndex(ValueLayout.JAVA_INT, first + i, held.pages[i]);
      }
      return held.count;
    }
  }

  int pages() {
    return held.count;
  }

  /** Gives the pages back: the text cannot be read any more. */
  @Override
  public void close() {
    cleanable.clean();
  }
}
