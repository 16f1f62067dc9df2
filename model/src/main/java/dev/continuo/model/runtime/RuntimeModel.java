package dev.continuo.model.runtime;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.ModelSource;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Set;

/**
 * A trained model, ready to continue texts. The weights are shared by all sessions, which may run
 * in different threads; a result does not depend on the number of threads.
 */
public final class RuntimeModel implements AutoCloseable {

  private final ModelConfig config;
  private final ModelSource source;
  private final Arena arena;
  private final WorkerPool pool;
  private final Kernels kernels;
  private final Weights weights;
  private volatile boolean closed;

  private RuntimeModel(ModelSource source, int threads, Kernels kernels) {
    if (source.config().architecture() == ModelConfig.Architecture.GPT2) {
      source.close();
      throw new ModelException(source.weights().name() + ": GPT-2 models are not continued yet");
    }
    this.source = source;
    this.config = source.config();
    this.kernels = kernels;
    this.arena = Arena.ofShared();
    this.pool = new WorkerPool(threads);
    try {
      this.weights = Weights.of(config, source.weights(), arena, kernels, pool);
    } catch (RuntimeException | Error e) {
      release();
      throw e;
    }
  }

  /** Opens a run or HuggingFace folder, to compute with all processors. */
  public static RuntimeModel open(Path folder) {
    return open(folder, Runtime.getRuntime().availableProcessors());
  }

  /** Opens a run or HuggingFace folder, to compute with this many threads. */
  public static RuntimeModel open(Path folder, int threads) {
    return open(folder, threads, Kernels.best());
  }

  static RuntimeModel open(Path folder, int threads, Kernels kernels) {
    if (threads < 1) {
      throw new ModelException("threads must be positive: " + threads);
    }
    return new RuntimeModel(ModelSource.open(folder), threads, kernels);
  }

  public ModelConfig config() {
    return config;
  }

  /** Every token that ends a text. */
  public Set<Integer> endsOfText() {
    return source.endsOfText();
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
      release();
    }
  }

  boolean isClosed() {
    return closed;
  }

  Kernels kernels() {
    return kernels;
  }

  WorkerPool pool() {
    return pool;
  }

  Weights weights() {
    return weights;
  }

  private void release() {
    pool.close();
    source.close();
    arena.close();
  }
}
