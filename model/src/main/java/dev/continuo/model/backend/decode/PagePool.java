package dev.continuo.model.backend.decode;

import dev.continuo.model.backend.TextOperations;
import dev.continuo.model.config.ModelException;
import java.util.BitSet;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Which pages are free, and how many texts hold each of the others. Where none is free, texts that
 * are only remembered are given up; then texts that nobody can reach any more are looked for.
 */
final class PagePool {

  /** A page that no text has: what is computed for no text goes there. */
  static final int SPARE = 0;

  private static final int WAITS = 20;
  private static final long WAIT_MILLISECONDS = 10;

  private final int[] holders;
  private final BitSet free = new BitSet();
  private volatile BooleanSupplier makeRoom = () -> false;

  /** A pool of some pages, the spare one among them. */
  PagePool(int pages) {
    holders = new int[pages];
    free.set(SPARE + 1, pages);
  }

  /** Sets what gives up a text that is only remembered; it says whether there was one. */
  void onShortage(BooleanSupplier newMakeRoom) {
    makeRoom = newMakeRoom;
  }

  /** The pages that texts can have. */
  int size() {
    return holders.length - 1;
  }

  synchronized int freePages() {
    return free.cardinality();
  }

  /**
   * Takes a free page.
   *
   * @throws ModelException where texts in use hold all
   */
  int take() {
    int page = tryTake();
    while (page == SPARE && makeRoom.getAsBoolean()) {
      page = tryTake();
    }
    return page == SPARE ? takeOfUnreachable() : page;
  }

  private synchronized int tryTake() {
    int page = free.nextSetBit(0);
    if (page < 0) {
      return SPARE;
    }
    free.clear(page);
    holders[page] = 1;
    return page;
  }

  /** Waits a moment for the collector, which gives back what unreachable texts hold. */
  private int takeOfUnreachable() {
    System.gc();
    boolean interrupted = false;
    int page = tryTake();
    for (int wait = 0; wait < WAITS && page == SPARE; wait++) {
      try {
        Thread.sleep(WAIT_MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      page = tryTake();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (page == SPARE) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "the device's memory for keys and values is full: texts in use hold all of its %,d"
                  + " tokens; continue fewer or shorter texts at once",
              (long) size() * TextOperations.PAGE));
    }
    return page;
  }

  /** Lets one more text hold a page. */
  synchronized void share(int page) {
    holders[page]++;
  }

  synchronized boolean isShared(int page) {
    return holders[page] > 1;
  }

  /** Takes a page from one of its holders. */
  synchronized void release(int page) {
    holders[page]--;
    if (holders[page] == 0) {
      free.set(page);
    }
  }
}
