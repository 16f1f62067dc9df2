package dev.continuo.trainer.eval;

import dev.continuo.model.aten.Aten;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.batch.EndingBatches;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.engine.ScoringEngine;
import java.util.Arrays;

/** Scores a model on held-out text. */
public final class Evaluator {

  private final ScoredModel model;
  private final int[] tokenByteLengths;
  private final int[] beginning;
  private final int rows;
  private final int columns;

  /**
   * Scores a net in training.
   *
   * @param engine the net
   * @param tokenByteLengths the UTF-8 bytes that each id stands for
   * @param beginning the tokens in front of every text; none in most vocabularies
   * @param rows sequences at a time
   * @param columns tokens in a sequence
   */
  public Evaluator(
      ScoringEngine engine, int[] tokenByteLengths, int[] beginning, int rows, int columns) {
    this(new ScoredEngine(engine), tokenByteLengths, beginning, rows, columns);
  }

  /**
   * Scores a generator, in the precision in which it generates.
   *
   * @param tokenByteLengths the UTF-8 bytes that each id stands for
   * @param beginning the tokens in front of every text; none in most vocabularies
   * @param columns tokens in a sequence
   */
  public Evaluator(TextGenerator generator, int[] tokenByteLengths, int[] beginning, int columns) {
    this(new ScoredGenerator(generator), tokenByteLengths, beginning, 1, columns);
  }

  /** Scores anything that computes losses. */
  Evaluator(ScoredModel model, int[] tokenByteLengths, int[] beginning, int rows, int columns) {
    this.model = model;
    this.tokenByteLengths = tokenByteLengths.clone();
    this.beginning = beginning.clone();
    this.rows = rows;
    this.columns = columns;
    if (columns < beginning.length) {
      throw new TrainingException(
          "expected windows of at least the %d tokens that begin every text, found %d; give a larger"
              + " %s",
          beginning.length, columns, TrainingSettings.CONTEXT);
    }
  }

  /** Hears how a long evaluation goes on. */
  public interface Progress {
    /** So many tokens of all are scored. */
    void at(long done, long all);
  }

  /** Scores as {@link #score(Shard, long, Progress)} does, and reports no progress. */
  public Score score(Shard shard, long maximumTokens) {
    return score(shard, maximumTokens, (done, all) -> {});
  }

  /**
   * Scores every token but the first, in windows of the context length that do not overlap; of a
   * longer text, evenly spread windows. If texts have beginning tokens, they stand before each
   * window, as in llama.cpp's perplexity; then the first token is scored too, and the beginning
   * tokens never are.
   *
   * @param maximumTokens at most about so many tokens
   * @throws TrainingException where the text has fewer than two tokens
   */
  public Score score(Shard shard, long maximumTokens, Progress progress) {
    long predictable = shard.tokenCount() - (beginning.length == 0 ? 1 : 0);
    if (predictable < 1) {
      throw new TrainingException(
          "the held-out text has "
              + shard.tokenCount()
              + " tokens, expected two or more to predict one from the other; give more text");
    }
    model.refresh();
    long windows = Math.ceilDiv(predictable, stride());
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
      progress.at(tokens, Math.min(chosen * stride(), predictable));
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
      Batch batch = EndingBatches.of(shard, beginning, columns, spans);
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
    boolean carried = beginning.length > 0 && beginsWithIt(shard);
    for (int row = 0; row < count; row++) {
      long start = spread(first + row, chosen, windows) * stride();
      int[] window = window(shard, start, carried);
      for (int column = 0; column + 1 < window.length; column++) {
        inputs[row * columns + column] = window[column];
        boolean scored = column + 1 >= beginning.length;
        if (scored && !(carried && isOfBeginning(window[column + 1]))) {
          targets[row * columns + column] = window[column + 1];
        }
      }
    }
    return new Batch(count, columns, inputs, targets);
  }

  /** The tokens from a place on, behind one that is not scored or behind the beginning of texts. */
  private int[] window(Shard shard, long start, boolean carried) {
    int front = beginning.length;
    int length = stride() + (front == 0 ? 1 : 0);
    long end = Math.min(start + length, shard.tokenCount());
    long from = start;
    while (carried && from < end && isOfBeginning(shard.token(from))) {
      from++;
    }
    int[] window = Arrays.copyOf(beginning, front + (int) (end - from));
    shard.copy(from, window, front, window.length - front);
    return window;
  }

  /** How many tokens each window scores. */
  private int stride() {
    return columns - Math.max(0, beginning.length - 1);
  }

  /** Whether the texts in a shard have the beginning already. */
  private boolean beginsWithIt(Shard shard) {
    boolean begins = shard.tokenCount() >= beginning.length;
    for (int i = 0; i < beginning.length && begins; i++) {
      begins = shard.token(i) == beginning[i];
    }
    return begins;
  }

  private boolean isOfBeginning(int id) {
    return Arrays.stream(beginning).anyMatch(token -> token == id);
  }

  /** The place of the index-th of some evenly spread choices. */
  private static long spread(long index, long chosen, long all) {
    return Math.floorDiv(index * all, chosen);
  }
}
