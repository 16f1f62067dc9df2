package dev.continuo.model.runtime;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.vector.Workers;
import dev.continuo.model.weights.ModelSource;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A trained model, ready to continue texts. The weights are shared by all sessions, which may run
 * in different threads; a result does not depend on the number of threads, nor on what other
 * sessions do at the same time.
 */
public final class RuntimeModel implements AutoCloseable {

  /** A run of a long text has at least so many tokens, even where a pass takes fewer. */
  private static final int LEAST_AT_ONCE = 128;

  private final ModelSource source;
  private final Workers pool;
  private final BatchForward forward;
  private final Batcher batcher;
  private volatile boolean closed;

  private RuntimeModel(
      ModelSource source, RuntimeOptions options, Function<Workers, BatchForward> forward) {
    this.source = source;
    this.pool = new Workers(options.threads());
    try {
      this.forward = forward.apply(pool);
      this.batcher = new Batcher(this.forward, pool);
    } catch (RuntimeException | Error e) {
      pool.close();
      source.close();
      throw e;
    }
  }

  /** Opens a model, to compute with all processors and the weights as they are stored. */
  public static RuntimeModel open(Path path) {
    return open(path, RuntimeOptions.defaults());
  }

  /** Opens a model. */
  public static RuntimeModel open(Path path, RuntimeOptions options) {
    if (DeviceChoice.mayUseGpu(options)) {
      return of(ModelSource.open(path), options);
    }
    Kernels kernels = Kernels.best();
    WarmUp.start(kernels);
    return open(path, options, kernels);
  }

  /** A model over an open source, which is closed with it. */
  public static RuntimeModel of(ModelSource source, RuntimeOptions options) {
    return new RuntimeModel(
        source,
        options,
        pool ->
            DeviceChoice.onGpu(options, source)
                .orElseGet(() -> onCpu(source, options, Kernels.best(), pool)));
  }

  static RuntimeModel open(Path path, RuntimeOptions options, Kernels kernels) {
    ModelSource source = ModelSource.open(path);
    return new RuntimeModel(source, options, pool -> onCpu(source, options, kernels, pool));
  }

  /**
   * A model on a device.
   *
   * @param mostCacheBytes the most memory for keys and values
   */
  static RuntimeModel open(
      Path path, RuntimeOptions options, Backend backend, long mostCacheBytes) {
    ModelSource source = ModelSource.open(path);
    return new RuntimeModel(
        source, options, pool -> new DeviceForward(backend, source, mostCacheBytes));
  }

  private static BatchForward onCpu(
      ModelSource source, RuntimeOptions options, Kernels kernels, Workers pool) {
    ModelConfig config = source.config();
    LoadedWeights loaded =
        LoadedWeights.of(config, source.weights(), options.weights(), kernels, pool);
    return new Forward(config, new Weights(config, loaded), kernels, pool);
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
    return forward.weightBytes();
  }

  /** The bytes of keys and values that a text keeps for each of its tokens. */
  public long bytesPerToken() {
    return forward.bytesPerToken();
  }

  /**
   * How many tokens of all texts together there is memory for, where that is a device's; empty
   * where it is the heap's.
   */
  public OptionalLong cachedTokens() {
    return forward.cachedTokens();
  }

  /**
   * Sets what is called where a device's memory for keys and values is full: it closes a session
   * that is only remembered, and says whether there was one. It must not wait for any session.
   */
  public void onShortage(BooleanSupplier makeRoom) {
    forward.onShortage(makeRoom);
  }

  /** Whether its sessions can show what {@link Session#layers each layer says}. */
  public boolean showsLayers() {
    return forward.showsLayers();
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
      forward.close();
      pool.close();
      source.close();
    }
  }

  int tokensAtOnce() {
    return Math.max(LEAST_AT_ONCE, forward.mostTokens());
  }

  boolean isClosed() {
    return closed;
  }

  TextCache newCache() {
    return forward.newCache();
  }

  Batcher batcher() {
    return batcher;
  }
}
