package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.json.TokenizerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The counts that did not fit into memory: sorted runs in files, which are merged in the end into
 * one run where each word stands once. On the way, so many runs of one level as can be read at once
 * become one of the next, so that few files are open however long the text is. Thread-safe until
 * they are merged.
 */
final class WordRuns implements WordSource, AutoCloseable {

  /** The most runs that are read at once. */
  private static final int FAN_IN = 64;

  private final Path folder;
  private final List<List<WordRun>> levels = new ArrayList<>();

  /** No runs yet; those that come lie on the disk of a folder. */
  WordRuns(Path folder) {
    this.folder = folder;
  }

  /** Writes counts as a run. */
  void spill(WordCounts counts) {
    add(0, written(writer -> counts.forEachSorted(writing(writer))));
  }

  /** Merges the runs into one. */
  synchronized void merge(TrainingProgress progress) {
    List<WordRun> runs = new ArrayList<>();
    levels.forEach(runs::addAll);
    while (runs.size() > 1) {
      List<WordRun> some = runs.subList(0, Math.min(FAN_IN, runs.size()));
      WordRun merged = merged(List.copyOf(some), progress);
      some.clear();
      runs.add(merged);
    }
    levels.clear();
    levels.add(runs);
  }

  /** Shows every word, once when the runs have been merged. */
  @Override
  public synchronized void forEach(Visitor visitor) {
    for (List<WordRun> runs : levels) {
      for (WordRun run : runs) {
        try {
          WordRun.Reader reader = run.reader();
          while (reader.next()) {
            visitor.visit(reader.bytes, 0, reader.length, reader.count);
          }
        } catch (IOException e) {
          throw failed(e);
        }
      }
    }
  }

  @Override
  public synchronized boolean isEmpty() {
    return levels.stream().allMatch(List::isEmpty);
  }

  @Override
  public synchronized void close() {
    levels.forEach(this::close);
    levels.clear();
  }

  private synchronized void add(int level, WordRun run) {
    if (level == levels.size()) {
      levels.add(new ArrayList<>());
    }
    List<WordRun> runs = levels.get(level);
    runs.add(run);
    if (runs.size() == FAN_IN) {
      WordRun merged = merged(runs, TrainingProgress.NONE);
      runs.clear();
      add(level + 1, merged);
    }
  }

  /** One run of several, which are closed. */
  private WordRun merged(List<WordRun> runs, TrainingProgress progress) {
    WordRun merged = written(writer -> merge(runs, writer, progress));
    close(runs);
    return merged;
  }

  private static void merge(List<WordRun> runs, WordRun.Writer writer, TrainingProgress progress)
      throws IOException {
    PriorityQueue<WordRun.Reader> queue = new PriorityQueue<>(WordRun.Reader::compareTo);
    for (WordRun run : runs) {
      WordRun.Reader reader = run.reader();
      if (reader.next()) {
        queue.add(reader);
      }
    }
    for (long words = 1; !queue.isEmpty(); words++) {
      writeNext(queue, writer);
      if (words % (1 << 16) == 0) {
        progress.joined(words);
        Cancellation.check(progress);
      }
    }
  }

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

  /** Writes a run's records. */
  @FunctionalInterface
  private interface Content {
    void write(WordRun.Writer writer) throws IOException;
  }

  private WordRun written(Content content) {
    try {
      WordRun run = WordRun.in(folder);
      WordRun.Writer writer = run.writer();
      content.write(writer);
      writer.finish();
      return run;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private WordCounts.SortedVisitor writing(WordRun.Writer writer) {
    return (hash, bytes, from, to, count) -> {
      try {
        writer.write(hash, bytes, from, to, count);
      } catch (IOException e) {
        throw failed(e);
      }
    };
  }

  private void close(List<WordRun> runs) {
    try {
      for (WordRun run : runs) {
        run.close();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private TokenizerException failed(IOException e) {
    return new TokenizerException(
        "%s: word counts cannot be kept here (%s); give -Djava.io.tmpdir a folder with more room"
            .formatted(folder, e),
        e);
  }
}
