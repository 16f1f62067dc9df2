package dev.continuo.corpus.dedup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Merges sorted runs. More runs than fit into memory are first merged into fewer, longer ones on
 * disk, so the memory does not depend on how many there are.
 */
public final class RunMerge implements Closeable {

  /** Hears of places with the same key, in the order of the keys. */
  public interface Repeats {

    /**
     * A key is found again.
     *
     * @param first the lowest of all places with this key
     */
    void repeats(long first, Entry other);
  }

  private static final int FEWEST = 2;
  private static final int MOST = 512;
  private static final int NOTED = 1 << 16;

  private record Head(Entry entry, SortedRun run) {}

  private final List<SortedRun> open = new ArrayList<>();
  private final PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing(Head::entry));
  private final LongConsumer progress;
  private int read;

  private RunMerge(List<Path> runs, LongConsumer progress) throws IOException {
    this.progress = progress;
    try {
      for (Path file : runs) {
        SortedRun run = new SortedRun(file);
        open.add(run);
        advance(run);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** How many runs may be read at a time in some bytes of memory. */
  public static int fanIn(long memoryBytes) {
    return Math.clamp(memoryBytes / SortedRun.BUFFER_BYTES, FEWEST, MOST);
  }

  /**
   * Finds every place whose key an earlier one has.
   *
   * @param scratch a folder for longer runs, which are deleted again
   * @param fanIn how many runs are read at a time
   * @param progress hears now and then how many more bytes of runs were read
   */
  public static void repeats(
      List<Path> runs, Path scratch, int fanIn, Repeats repeats, LongConsumer progress)
      throws IOException {
    Deque<Path> waiting = new ArrayDeque<>(runs);
    List<Path> made = new ArrayList<>();
    try {
      while (waiting.size() > fanIn) {
        Path merged = scratch.resolve("merged-" + made.size() + ".run");
        made.add(merged);
        merge(take(waiting, fanIn), merged, progress);
        waiting.add(merged);
      }
      tellRepeats(List.copyOf(waiting), repeats, progress);
    } finally {
      for (Path file : made) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static List<Path> take(Deque<Path> waiting, int count) {
    List<Path> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(waiting.remove());
    }
    return taken;
  }

  private static void merge(List<Path> runs, Path target, LongConsumer progress)
      throws IOException {
    try (RunMerge merge = new RunMerge(runs, progress);
        SortedRun.Writer writer = new SortedRun.Writer(target)) {
      for (Entry entry = merge.next(); entry != null; entry = merge.next()) {
        writer.add(entry);
      }
      writer.finish();
    }
  }

  private static void tellRepeats(List<Path> runs, Repeats repeats, LongConsumer progress)
      throws IOException {
    try (RunMerge merge = new RunMerge(runs, progress)) {
      Entry first = merge.next();
      for (Entry entry = first; entry != null && first != null; entry = merge.next()) {
        if (!entry.hasKeyOf(first)) {
          first = entry;
        } else if (entry.place() != first.place()) {
          repeats.repeats(first.place(), entry);
        }
      }
    }
  }

  private @Nullable Entry next() throws IOException {
    Head head = heads.poll();
    if (head == null) {
      return null;
    }
    advance(head.run());
    if (++read == NOTED) {
      progress.accept((long) read * Entry.BYTES);
      read = 0;
    }
    return head.entry();
  }

  private void advance(SortedRun run) throws IOException {
    Entry entry = run.next();
    if (entry != null) {
      heads.add(new Head(entry, run));
    }
  }

  @Override
  public void close() throws IOException {
    for (SortedRun run : open) {
      run.close();
    }
  }
}
