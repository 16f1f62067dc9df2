package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.pretokenizer.TextSplitter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Counts the words of many documents on several threads, in bounded memory: counts that do not fit
 * go to files. The result depends neither on the threads nor on the memory.
 */
final class WordCounter implements AutoCloseable {

  /** The chars that one task counts, about. */
  private static final int BATCH = 1 << 17;

  /** Tables grow by copying, so that a table may take three times what its words need. */
  private static final int GROWTH = 3;

  private final BytePairOptions options;
  private final TrainingProgress progress;
  private final BlockingQueue<WordReader> idle;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final long memoryOfReader;
  private @Nullable WordRuns runs;

  WordCounter(BytePairOptions options, TrainingProgress progress) {
    this.options = options;
    this.progress = progress;
    memoryOfReader = options.memory() / GROWTH / options.threads();
    idle = new ArrayBlockingQueue<>(options.threads());
    for (int i = 0; i < options.threads(); i++) {
      idle.add(new WordReader(options.preTokenizer().scanner()));
    }
  }

  /** The words of the documents; valid until this is closed. */
  WordSource count(Iterator<String> documents) {
    try (ExecutorService executor = Executors.newFixedThreadPool(options.threads())) {
      feed(documents, executor);
      List<WordReader> readers = new ArrayList<>();
      for (int i = 0; i < options.threads(); i++) {
        readers.add(idle.take());
      }
      checkFailure();
      return total(readers);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TokenizerException("the training was interrupted", e);
    }
  }

  @Override
  public void close() {
    if (runs != null) {
      runs.close();
    }
  }

  private void checkFailure() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new TokenizerException("counting words failed: " + cause.getMessage(), cause);
    }
  }

  private WordSource total(List<WordReader> readers) {
    long memory = readers.stream().mapToLong(reader -> reader.counts().memory()).sum();
    if (runs == null && memory <= options.memory() / GROWTH) {
      WordCounts total = readers.getFirst().take();
      readers.stream().skip(1).forEach(reader -> total.addAll(reader.take()));
      return total;
    }
    readers.forEach(this::spill);
    WordRuns all = runs();
    all.merge(progress);
    return all;
  }

  private void feed(Iterator<String> documents, ExecutorService executor)
      throws InterruptedException {
    List<String> batch = new ArrayList<>();
    int batched = 0;
    long count = 0;
    long chars = 0;
    while (documents.hasNext() && failure.get() == null) {
      String document = documents.next();
      count++;
      for (String piece : TextSplitter.pieces(document, true)) {
        batch.add(piece);
        batched += piece.length();
        chars += piece.length();
        if (batched >= BATCH) {
          submit(batch, executor);
          batch = new ArrayList<>();
          batched = 0;
          progress.read(count, chars);
          Cancellation.check(progress);
        }
      }
    }
    submit(batch, executor);
    progress.read(count, chars);
  }

  private void submit(List<String> batch, ExecutorService executor) throws InterruptedException {
    WordReader reader = idle.take();
    executor.execute(
        () -> {
          try {
            for (String piece : batch) {
              reader.read(piece);
              if (reader.counts().memory() > memoryOfReader) {
                spill(reader);
              }
            }
          } catch (RuntimeException | OutOfMemoryError e) {
            failure.compareAndSet(null, e);
          } finally {
            idle.add(reader);
          }
        });
  }

  private void spill(WordReader reader) {
    runs().spill(reader.take());
  }

  private synchronized WordRuns runs() {
    WordRuns known = runs;
    if (known == null) {
      known = new WordRuns(Path.of(System.getProperty("java.io.tmpdir")));
      runs = known;
    }
    return known;
  }
}
