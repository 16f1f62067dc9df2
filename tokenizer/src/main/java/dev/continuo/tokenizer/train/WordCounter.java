package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.text.SafeSplit;
import dev.continuo.tokenizer.text.TokenizerException;
import dev.continuo.tokenizer.word.PreTokenizer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Counts the words of many documents on several threads; the counts do not depend on how many. */
final class WordCounter {

  /** The chars that one task counts, about. */
  private static final int BATCH = 1 << 17;

  private final BlockingQueue<WordReader> idle;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final int threads;

  private WordCounter(PreTokenizer preTokenizer, int threads) {
    this.threads = threads;
    idle = new ArrayBlockingQueue<>(threads);
    for (int i = 0; i < threads; i++) {
      idle.add(new WordReader(preTokenizer.scanner()));
    }
  }

  static WordCounts count(
      Iterator<String> documents,
      PreTokenizer preTokenizer,
      int threads,
      TrainingProgress progress) {
    return new WordCounter(preTokenizer, threads).countAll(documents, progress);
  }

  private WordCounts countAll(Iterator<String> documents, TrainingProgress progress) {
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      feed(documents, executor, progress);
      WordCounts total = idle.take().counts();
      for (int i = 1; i < threads; i++) {
        total.addAll(idle.take().counts());
      }
      Throwable cause = failure.get();
      if (cause != null) {
        throw new TokenizerException("counting words failed: " + cause.getMessage(), cause);
      }
      return total;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TokenizerException("the training was interrupted", e);
    }
  }

  private void feed(Iterator<String> documents, ExecutorService executor, TrainingProgress progress)
      throws InterruptedException {
    List<String> batch = new ArrayList<>();
    int batched = 0;
    long count = 0;
    long chars = 0;
    while (documents.hasNext() && failure.get() == null) {
      String document = documents.next();
      count++;
      for (String piece : SafeSplit.pieces(document, true)) {
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
            batch.forEach(reader::read);
          } catch (RuntimeException | OutOfMemoryError e) {
            failure.compareAndSet(null, e);
          } finally {
            idle.add(reader);
          }
        });
  }
}
