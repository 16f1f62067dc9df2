package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.vector.Workers;
import dev.continuo.model.weights.ModelSource;
import java.nio.file.Path;
import java.util.Set;

/**
 * A trained model, ready to continue texts. The weights are shared by all sessions, which may run
 * in different threads; a result does not depend on the number of threads, nor on what other
 * sessions do at the same time.
 */
public final class RuntimeModel implements AutoCloseable {

  private final ModelSource source;
  private final Kernels kernels;
  private final Workers pool;
  private final Weights weights;
  private final Batcher batcher;
  private volatile boolean closed;

  private RuntimeModel(ModelSource source, RuntimeOptions options, Kernels kernels) {
    this.source = source;
    this.kernels = kernels;
    this.pool = new Workers(options.threads());
    try {
      ModelConfig config = source.config();
      this.weights =
          new Weights(
              config, LoadedWeights.of(config, source.weights(), options.weights(), kernels, pool));
      this.batcher = new Batcher(new Forward(config, weights, kernels, pool), pool);
    } catch (RuntimeException | Error e) {
      release();
      throw e;
    }
  }

  /** Opens a model, to compute with all processors and the weights as they are stored. */
  public static RuntimeModel open(Path path) {
    return open(path, RuntimeOptions.defaults());
  }

  /** Opens a model. */
  public static RuntimeModel open(Path path, RuntimeOptions options) {
    Kernels kernels = Kernels.best();
    WarmUp.start(kernels);
    return open(path, options, kernels);
  }

  /** A model over an open source, which is closed with it. */
  public static RuntimeModel of(ModelSource source, RuntimeOptions options) {
    return new RuntimeModel(source, options, Kernels.best());
  }

  static RuntimeModel open(Path path, RuntimeOptions options, Kernels kernels) {
    return new RuntimeModel(ModelSource.open(path), options, kernels);
  }

  public ModelConfig config() {
    return source.config();
  }

  /** Every token that ends a text. */
  public Set<Integer> endsOfText() {
    return source.endsOfText();
  }

  /** The bytes of memory that the weights take, in the mapped file or elsewhere. */
  public long weightBytes() {
    return weights.bytes();
  }

  /** The bytes of keys and values that a text keeps for each of its tokens. */
  public long bytesPerToken() {
    return newCache().bytesPerPosition();
  }

  /** A new, empty text over the shared weights. */
  public Session newSession() {
    return new Session(this);
  }

  /** Releases the weights: sessions cannot be used any more. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      batcher.close();
      release();
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** An empty cache, rounded as the weights are. */
  KeyValueCache newCache() {
    return KeyValueCache.of(config(), kernels, weights.inInt8());
  }

  Batcher batcher() {
    return batcher;
  }

  private void release() {
    pool.close();
    source.close();
  }
}
