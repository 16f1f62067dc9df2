package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * One text in the making: its tokens' keys and values, to which tokens are appended. Used by one
 * thread at a time; several sessions of a model may run at once, and are then computed together. It
 * need not be closed: what it has is given back also when nobody can reach it any more.
 */
public final class Session implements AutoCloseable {

  /**
   * Takes the logits that follow a position of the text; in the thread that appends or in another,
   * while the one that appends waits.
   */
  @FunctionalInterface
  public interface LogitsConsumer {

    /**
     * Takes the logits after one position.
     *
     * @param position the position in the text, counted from 0
     * @param logits V logits of the next token, which the consumer may keep
     */
    void accept(int position, float[] logits);
  }

  private final RuntimeModel model;
  private final TextCache cache;
  private int length;
  private boolean closed;

  Session(RuntimeModel model) {
    this(model, model.newCache(), 0);
  }

  private Session(RuntimeModel model, TextCache cache, int length) {
    this.model = model;
    this.cache = cache;
    this.length = length;
  }

  /** A session of its own that has read the first tokens of this one. */
  public Session fork(int newLength) {
    checkLength(newLength);
    checkOpen();
    return new Session(model, cache.copy(newLength), newLength);
  }

  /** The number of tokens so far. */
  public int length() {
    return length;
  }

  /** The number of tokens that can still be appended. */
  public int room() {
    return model.config().contextLength() - length;
  }

  /**
   * The tokens of a run in which long texts are read at full speed: as many as a pass takes, and
   * not too few for a run of its own.
   */
  public int tokensAtOnce() {
    return model.tokensAtOnce();
  }

  /** Appends tokens, at least one; gives the V logits of the token that follows the last. */
  public float[] append(int... ids) {
    float[][] last = new float[1][];
    append(ids, ids.length - 1, (position, logits) -> last[0] = logits);
    return last[0];
  }

  /**
   * Appends tokens, at least one, and gives what is made of the V logits of the token that follows
   * the last. Where several texts are computed together, this too is done for all at once.
   */
  public int append(int[] ids, ToIntFunction<float[]> choice) {
    int[] chosen = new int[1];
    append(ids, ids.length - 1, (position, logits) -> chosen[0] = choice.applyAsInt(logits));
    return chosen[0];
  }

  /** Appends tokens, at least one, and gives the logits that follow each of them. */
  public void append(int[] ids, LogitsConsumer consumer) {
    append(ids, 0, consumer);
  }

  /** Appends tokens, without the logits that follow them. */
  public void feed(int... ids) {
    if (ids.length > 0) {
      append(ids, ids.length, (position, logits) -> {});
    }
  }

  /**
   * Appends tokens, at least one, and gives what each layer says follows the last: V logits of the
   * embedding, of each layer's output and so, at last, of the model, all through the final norm.
   *
   * @throws ModelException where the model is computed on a GPU
   */
  public List<float[]> layers(int... ids) {
    check(ids);
    if (!model.showsLayers()) {
      throw new ModelException(
          "the lens: expected a model on the CPU, found it on a GPU, which keeps no layer's output;"
              + " open it on the CPU");
    }
    List<float[]> logits = new ArrayList<>();
    StreamRows rows = new StreamRows(model.config().layerCount(), model.config().channels());
    model
        .batcher()
        .append(
            Request.ofLayers(
                cache, length, ids.clone(), rows, (layer, ofLayer) -> logits.add(ofLayer)));
    length += ids.length;
    return logits;
  }

  /** Forgets all tokens past the first few. */
  public void truncate(int newLength) {
    checkLength(newLength);
    length = newLength;
    cache.truncate(newLength);
  }

  /** Gives its keys and values back at once; it can take no more tokens. */
  @Override
  public void close() {
    closed = true;
    cache.close();
  }

  private void checkLength(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new ModelException("expected a length from 0 to " + length + ": " + newLength);
    }
  }

  private void append(int[] ids, int firstWithLogits, LogitsConsumer consumer) {
    check(ids);
    model.batcher().append(cache, length, ids.clone(), firstWithLogits, consumer);
    length += ids.length;
  }

  private void checkOpen() {
    if (closed) {
      throw new ModelException("the session is closed");
    }
  }

  private void check(int[] ids) {
    ModelConfig config = model.config();
    if (ids.length == 0) {
      throw new ModelException("expected at least one token to append, found none");
    }
    checkOpen();
    if (model.isClosed()) {
      throw new ModelException("the model is closed");
    }
    if (ids.length > room()) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "the text is longer than the model's context of %d tokens: %d",
              config.contextLength(),
              length + ids.length));
    }
    for (int id : ids) {
      if (id < 0 || id >= config.vocabularySize()) {
        throw new ModelException(
            "expected token ids below " + config.vocabularySize() + ", found " + id);
      }
    }
  }
}
