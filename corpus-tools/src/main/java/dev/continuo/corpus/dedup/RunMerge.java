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
import org.jspecify.annotations.Nullable;

/**
 * Sorted runs as one. More runs than fit into the memory are first merged into fewer, longer ones
 * on disk, so the memory does not depend on how many there are.
 */
public final class RunMerge implements Closeable {

  /** Hears of documents with the same key. */
  public interface Repeats {

    /**
     * A document has the key of an earlier one.
     *
     * @param first the lowest number of all documents with this key
     */
    void repeats(long first, long document);
  }

  private static final int FEWEST = 2;
  private static final int MOST = 512;

  private record Head(Entry entry, SortedRun run) {}

  private final List<SortedRun> open = new ArrayList<>();
  private final PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing(Head::entry));

  private RunMerge(List<Path> runs) throws IOException {
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
   * Finds every document whose key an earlier one has.
   *
   * @param scratch a folder for longer runs, which are deleted again
   * @param fanIn how many runs are read at a time
   */
  public static void repeats(List<Path> runs, Path scratch, int fanIn, Repeats repeats)
      throws IOException {
    Deque<Path> waiting = new ArrayDeque<>(runs);
    List<Path> made = new ArrayList<>();
    try {
      while (waiting.size() > fanIn) {
        Path merged = scratch.resolve("merged-" + made.size() + ".run");
        made.add(merged);
        merge(take(waiting, fanIn), merged);
        waiting.add(merged);
      }
      tellRepeats(List.copyOf(waiting), repeats);
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

  private static void merge(List<Path> runs, Path target) throws IOException {
    try (RunMerge merge = new RunMerge(runs);
        SortedRun.Writer writer = new SortedRun.Writer(target)) {
      for (Entry entry = merge.next(); entry != null; entry = merge.next()) {
        writer.add(entry);
      }
      writer.finish();
    }
  }

  private static void tellRepeats(List<Path> runs, Repeats repeats) throws IOException {
    try (RunMerge merge = new RunMerge(runs)) {
      Entry first = merge.next();
      for (Entry entry = first; entry != null && first != null; entry = merge.next()) {
        if (!entry.hasKeyOf(first)) {
          first = entry;
        } else if (entry.document() != first.document()) {
          repeats.repeats(first.document(), entry.document());
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
