package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.text.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The counts that did not fit into memory: sorted runs in files of a temporary folder, which are
 * merged into one run where each word stands once. Thread-safe until they are merged.
 */
final class WordRuns implements WordSource, AutoCloseable {

  /** The most runs that are read at once. */
  private static final int FAN_IN = 64;

  private final Path folder;
  private final List<Path> runs = new ArrayList<>();
  private int made;

  private WordRuns(Path folder) {
    this.folder = folder;
  }

  /** A place for runs inside a folder. */
  static WordRuns in(Path folder) {
    try {
      return new WordRuns(Files.createTempDirectory(folder, "continuo-words"));
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /** Writes counts as a run. */
  void spill(WordCounts counts) {
    Path file = newFile();
    try (WordRun.Writer writer = new WordRun.Writer(file)) {
      counts.forEachSorted(
          (hash, bytes, from, to, count) -> {
            try {
              writer.write(hash, bytes, from, to, count);
            } catch (IOException e) {
              throw failed(file, e);
            }
          });
    } catch (IOException e) {
      throw failed(file, e);
    }
    add(file);
  }

  /** Merges the runs into one. */
  void merge(TrainingProgress progress) {
    while (runs.size() > 1) {
      List<Path> some = List.copyOf(runs.subList(0, Math.min(FAN_IN, runs.size())));
      Path merged = newFile();
      try {
        mergeInto(merged, some, progress);
        for (Path run : some) {
          Files.delete(run);
        }
      } catch (IOException e) {
        throw failed(merged, e);
      }
      runs.removeAll(some);
      runs.add(merged);
    }
  }

  /** Shows every word of the merged run. */
  @Override
  public void forEach(Visitor visitor) {
    for (Path run : runs) {
      try (WordRun.Reader reader = new WordRun.Reader(run)) {
        while (reader.next()) {
          visitor.visit(reader.bytes, 0, reader.length, reader.count);
        }
      } catch (IOException e) {
        throw failed(run, e);
      }
    }
  }

  @Override
  public synchronized boolean isEmpty() {
    return runs.isEmpty();
  }

  @Override
  public void close() {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  private static void mergeInto(Path target, List<Path> sources, TrainingProgress progress)
      throws IOException {
    List<WordRun.Reader> readers = new ArrayList<>();
    try (WordRun.Writer writer = new WordRun.Writer(target)) {
      PriorityQueue<WordRun.Reader> queue = new PriorityQueue<>(WordRun.Reader::compareTo);
      for (Path source : sources) {
        WordRun.Reader reader = new WordRun.Reader(source);
        readers.add(reader);
        if (reader.next()) {
          queue.add(reader);
        }
      }
      for (long words = 0; !queue.isEmpty(); words++) {
        writeNext(queue, writer);
        if (words % (1 << 16) == 0) {
          Cancellation.check(progress);
        }
      }
    } finally {
      for (WordRun.Reader reader : readers) {
        reader.close();
      }
    }
  }

  /**
   * Writes the first word with the sum of its counts, and moves on all readers that stand at it.
   */
  private static void writeNext(PriorityQueue<WordRun.Reader> queue, WordRun.Writer writer)
      throws IOException {
    WordRun.Reader first = queue.remove();
    long count = first.count;
    List<WordRun.Reader> same = new ArrayList<>();
    for (WordRun.Reader other = queue.peek();
        other != null && other.compareTo(first) == 0;
        other = queue.peek()) {
      count += other.count;
      same.add(queue.remove());
    }
    writer.write(first.hash, first.bytes, 0, first.length, count);
    same.add(first);
    for (WordRun.Reader reader : same) {
      if (reader.next()) {
        queue.add(reader);
      }
    }
  }

  private synchronized Path newFile() {
    return folder.resolve("run-" + made++);
  }

  private synchronized void add(Path run) {
    runs.add(run);
  }

  private static TokenizerException failed(Path path, IOException e) {
    return new TokenizerException(
        "%s: word counts cannot be kept here (%s); give -Djava.io.tmpdir a folder with more room"
            .formatted(path, e),
        e);
  }
}
