package dev.continuo.model.runtime;

import dev.continuo.model.runtime.Session.LogitsConsumer;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Tokens that wait to be appended to a text; a step may take only some of them. */
final class Request {

  private final TextCache cache;
  private final int position;
  private final int[] ids;
  private final int firstWithLogits;
  private final LogitsConsumer consumer;
  private final @Nullable StreamRows rows;
  private final Thread reader = Thread.currentThread();
  private int done;
  private @Nullable Throwable failure;
  private volatile boolean finished;

  /**
   * Tokens that this thread waits for.
   *
   * @param position how many tokens the text has
   * @param firstWithLogits from which token on the logits are wanted
   */
  Request(TextCache cache, int position, int[] ids, int firstWithLogits, LogitsConsumer consumer) {
    this(cache, position, ids, firstWithLogits, consumer, null);
  }

  private Request(
      TextCache cache,
      int position,
      int[] ids,
      int firstWithLogits,
      LogitsConsumer consumer,
      @Nullable StreamRows rows) {
    this.cache = cache;
    this.position = position;
    this.ids = ids;
    this.firstWithLogits = firstWithLogits;
    this.consumer = consumer;
    this.rows = rows;
  }

  /** Tokens of which only the logits after each layer are wanted, at the last; in layers' order. */
  static Request ofLayers(
      TextCache cache, int position, int[] ids, StreamRows rows, LogitsConsumer consumer) {
    return new Request(cache, position, ids, ids.length, consumer, rows);
  }

  /** Whether its thread can go on. */
  boolean isDone() {
    return finished;
  }

  /** Lets its thread go on. */
  void finish() {
    finished = true;
    wake();
  }

  /** Lets its thread look again whether it can go on or lead. */
  void wake() {
    LockSupport.unpark(reader);
  }

  int remaining() {
    return failure == null ? ids.length - done : 0;
  }

  /** The next tokens, which start at a place in the batch. */
  Slice slice(int first, int tokens) {
    boolean last = done + tokens == ids.length;
    return new Slice(cache, position + done, first, tokens, last ? rows : null);
  }

  void copyIds(Slice slice, int[] batch) {
    System.arraycopy(ids, done, batch, slice.first(), slice.tokens());
  }

  /** Whether the logits after a token of its slice are wanted. */
  boolean wants(int token) {
    return done + token >= firstWithLogits;
  }

  /** Hands over a row of the logits, which follow a token of its slice. */
  void accept(int token, BatchForward forward, int row) {
    if (failure == null) {
      try {
        consumer.accept(position + done + token, forward.row(row));
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }
  }

  /** Hands over the logits after each layer, where its slice filled the rows. */
  void acceptLayers(Slice slice, BatchForward forward) {
    StreamRows filled = slice.rows();
    if (failure == null && filled != null) {
      try {
        List<float[]> logits = forward.logits(filled);
        for (int layer = 0; layer < logits.size(); layer++) {
          consumer.accept(layer, logits.get(layer));
        }
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }
  }

  void advance(Slice slice) {
    done += slice.tokens();
  }

  void fail(Throwable e) {
    failure = e;
  }

  void rethrow() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }
}
