package dev.continuo.trainer.eval;

import dev.continuo.model.aten.Aten;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.batch.EndingBatches;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.pass.Passes;
import java.util.Arrays;

/** Scores a model on held-out text. */
public final class Evaluator {

  private final ScoredModel model;
  private final int[] tokenByteLengths;
  private final int rows;
  private final int columns;

  /**
   * Scores a net in training.
   *
   * @param passes of what is scored
   * @param tokenByteLengths the UTF-8 bytes that each id stands for
   * @param rows sequences at a time
   * @param columns tokens in a sequence
   */
  public Evaluator(Passes passes, int[] tokenByteLengths, int rows, int columns) {
    this(new ScoredPasses(passes), tokenByteLengths, rows, columns);
  }

  /**
   * Scores a generator, in the precision in which it generates.
   *
   * @param tokenByteLengths the UTF-8 bytes that each id stands for
   * @param columns tokens in a sequence
   */
  public Evaluator(TextGenerator generator, int[] tokenByteLengths, int columns) {
    this(new ScoredGenerator(generator), tokenByteLengths, 1, columns);
  }

  private Evaluator(ScoredModel model, int[] tokenByteLengths, int rows, int columns) {
    this.model = model;
    this.tokenByteLengths = tokenByteLengths.clone();
    this.rows = rows;
    this.columns = columns;
  }

  /** Hears how a long evaluation goes on. */
  public interface Progress {
    /** So many tokens of all are scored. */
    void at(long done, long all);
  }

  /** Scores as {@link #score(Shard, long, Progress)} does, and tells nobody how it goes on. */
  public Score score(Shard shard, long maximumTokens) {
    return score(shard, maximumTokens, (done, all) -> {});
  }

  /**
   * Scores every token but the first, in windows of the context length that do not overlap; of a
   * longer text, evenly spread windows.
   *
   * @param maximumTokens at most about so many tokens
   * @throws TrainingException where the text has fewer than two tokens
   */
  public Score score(Shard shard, long maximumTokens, Progress progress) {
    long predictable = shard.tokenCount() - 1;
    if (predictable < 1) {
      throw new TrainingException(
          "the held-out text has "
              + shard.tokenCount()
              + " tokens, expected two or more to predict one from the other; give more text");
    }
    model.refresh();
    long windows = Math.ceilDiv(predictable, columns);
    long chosen = Math.clamp(maximumTokens / columns, 1, windows);
    long tokens = 0;
    long bytes = 0;
    double nats = 0;
    for (long first = 0; first < chosen; first += rows) {
      int count = (int) Math.min(rows, chosen - first);
      Batch batch = windows(shard, first, count, windows, chosen);
      float[] losses = model.losses(batch);
      for (int i = 0; i < losses.length; i++) {
        long target = batch.targets()[i];
        if (target != Aten.IGNORED_TARGET) {
          tokens++;
          bytes += tokenByteLengths[(int) target];
          nats += losses[i];
        }
      }
      progress.at(tokens, Math.min(chosen * columns, predictable));
    }
    return new Score(tokens, bytes, nats);
  }

  /**
   * The share of the tokens of masked endings that the model's likeliest next token hits, the true
   * text before each of them being shown.
   *
   * @param maximumSpans at most so many spans, evenly spread
   * @return between 0 and 1, or NaN where the text has no spans
   */
  public double endingAccuracy(Shard shard, long maximumSpans) {
    model.refresh();
    long chosen = Math.min(maximumSpans, shard.spanCount());
    long right = 0;
    long all = 0;
    for (long first = 0; first < chosen; first += rows) {
      long[] spans = new long[(int) Math.min(rows, chosen - first)];
      for (int row = 0; row < spans.length; row++) {
        spans[row] = spread(first + row, chosen, shard.spanCount());
      }
      Batch batch = EndingBatches.of(shard, columns, spans);
      boolean[] hits = model.hits(batch);
      for (int i = 0; i < hits.length; i++) {
        if (batch.targets()[i] != Aten.IGNORED_TARGET) {
          all++;
          right += hits[i] ? 1 : 0;
        }
      }
    }
    return (double) right / all;
  }

  private Batch windows(Shard shard, long first, int count, long windows, long chosen) {
    long[] inputs = new long[count * columns];
    long[] targets = new long[count * columns];
    Arrays.fill(targets, Aten.IGNORED_TARGET);
    int[] window = new int[columns + 1];
    for (int row = 0; row < count; row++) {
      long start = spread(first + row, chosen, windows) * columns;
      int length = (int) Math.min(window.length, shard.tokenCount() - start);
      shard.copy(start, window, 0, length);
      for (int column = 0; column + 1 < length; column++) {
        inputs[row * columns + column] = window[column];
        targets[row * columns + column] = window[column + 1];
      }
    }
    return new Batch(count, columns, inputs, targets);
  }

  /** The place of the index-th of some evenly spread choices. */
  private static long spread(long index, long chosen, long all) {
    return Math.floorDiv(index * all, chosen);
  }
}
