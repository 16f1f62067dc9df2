package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;

/**
 * One text in the making: its tokens' keys and values, to which tokens are appended. Used by one
 * thread at a time; several sessions of a model may run at once.
 */
public final class Session {

  /** Takes the logits that follow a position of the text. */
  @FunctionalInterface
  public interface LogitsConsumer {

    /**
     * Takes the logits after one position.
     *
     * @param position the position in the text, counted from 0
     * @param logits V logits of the next token; valid during the call
     */
    void accept(int position, float[] logits);
  }

  private final RuntimeModel model;
  private final Forward forward;
  private int length;

  Session(RuntimeModel model) {
    this.model = model;
    this.forward = new Forward(model);
  }

  /** The number of tokens so far. */
  public int length() {
    return length;
  }

  /** The number of tokens that can still be appended. */
  public int room() {
    return model.config().contextLength() - length;
  }

  /** Appends tokens, at least one; gives the V logits of the token that follows the last. */
  public float[] append(int... ids) {
    requireSome(ids);
    float[] logits = new float[model.config().vocabularySize()];
    append(
        ids,
        ids.length - 1,
        (position, last) -> System.arraycopy(last, 0, logits, 0, logits.length));
    return logits;
  }

  /** Appends tokens, at least one, and gives the logits that follow each of them. */
  public void append(int[] ids, LogitsConsumer consumer) {
    requireSome(ids);
    append(ids, 0, consumer);
  }

  /** Appends tokens, without the logits that follow them. */
  public void feed(int... ids) {
    append(ids, ids.length, (position, logits) -> {});
  }

  /** Forgets all tokens past the first few. */
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new ModelException("expected a length from 0 to " + length + ": " + newLength);
    }
    length = newLength;
  }

  private void append(int[] ids, int firstWithLogits, LogitsConsumer consumer) {
    check(ids);
    for (int start = 0; start < ids.length; start += forward.mostTokens()) {
      int count = Math.min(forward.mostTokens(), ids.length - start);
      forward.run(ids, start, count, length);
      for (int token = Math.max(0, firstWithLogits - start); token < count; token++) {
        consumer.accept(length + token, forward.logits(token));
      }
      length += count;
    }
  }

  private static void requireSome(int[] ids) {
    if (ids.length == 0) {
      throw new ModelException("expected at least one token to append, found none");
    }
  }

  private void check(int[] ids) {
    ModelConfig config = model.config();
    if (model.isClosed()) {
      throw new ModelException("the model is closed");
    }
    if (ids.length > room()) {
      throw new ModelException(
          "the text is longer than the model's context of %d tokens: %d"
              .formatted(config.contextLength(), length + ids.length));
    }
    for (int id : ids) {
      if (id < 0 || id >= config.vocabularySize()) {
        throw new ModelException(
            "expected token ids below " + config.vocabularySize() + ", found " + id);
      }
    }
  }
}
