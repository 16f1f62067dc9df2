package dev.continuo.model.runtime;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.WeightFiles;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A trained model, ready to continue texts. The weights are shared by all sessions, which may run
 * in different threads; a result does not depend on the number of threads.
 */
public final class RuntimeModel implements AutoCloseable {

  private final ModelConfig config;
  private final WeightFiles files;
  private final Arena arena;
  private final WorkerPool pool;
  private final Kernels kernels;
  private final Weights weights;
  private volatile boolean closed;

  private RuntimeModel(Path folder, int threads, Kernels kernels) {
    if (!Files.isDirectory(folder)) {
      throw new ModelException(folder + ": expected a run or HuggingFace folder, found none");
    }
    this.config = ConfigFile.read(folder.resolve(ConfigFile.NAME));
    this.kernels = kernels;
    this.files = WeightFiles.open(folder);
    this.arena = Arena.ofShared();
    this.pool = new WorkerPool(threads);
    try {
      this.weights = Weights.of(config, files, arena, kernels, pool);
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
    return new RuntimeModel(folder, threads, kernels);
  }

  public ModelConfig config() {
    return config;
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
    files.close();
    arena.close();
  }
}
