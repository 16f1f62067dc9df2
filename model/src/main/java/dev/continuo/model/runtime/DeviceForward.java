package dev.continuo.model.runtime;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.decode.CachedText;
import dev.continuo.model.backend.decode.CachedTransformer;
import dev.continuo.model.backend.decode.CachedTransformer.Piece;
import dev.continuo.model.weights.ModelSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** The forward pass on a device, which it closes. */
final class DeviceForward implements BatchForward {

  private final Backend backend;
  private final CachedTransformer net;

  /**
   * Loads a model's weights.
   *
   * @param mostCacheBytes the most memory for keys and values
   */
  DeviceForward(Backend backend, ModelSource source, long mostCacheBytes) {
    this.backend = backend;
    try {
      net = new CachedTransformer(backend, source.config(), source.weights(), mostCacheBytes);
    } catch (RuntimeException | Error e) {
      backend.close();
      throw e;
    }
  }

  @Override
  public int mostTokens() {
    return net.mostRows();
  }

  @Override
  public int mostRows() {
    return net.mostLogits();
  }

  @Override
  public TextCache newCache() {
    return new DeviceCache(net.newText());
  }

  @Override
  public long weightBytes() {
    return net.weightBytes();
  }

  @Override
  public long bytesPerToken() {
    return net.bytesPerToken();
  }

  @Override
  public OptionalLong cachedTokens() {
    return OptionalLong.of(net.mostTokens());
  }

  /** How many more tokens there is memory for. */
  long freeTokens() {
    return net.freeTokens();
  }

  @Override
  public void onShortage(BooleanSupplier makeRoom) {
    net.onShortage(makeRoom);
  }

  private static Piece piece(Slice slice) {
    CachedText text = ((DeviceCache) slice.cache()).text();
    return new Piece(text, slice.position(), slice.tokens());
  }

  @Override
  public void reserve(Slice slice) {
    net.reserve(piece(slice));
  }

  @Override
  public void run(List<Slice> slices, int[] ids) {
    net.run(slices.stream().map(DeviceForward::piece).toList(), ids);
  }

  @Override
  public void logits(int[] tokens, int rows) {
    net.logits(tokens, rows);
  }

  @Override
  public boolean showsLayers() {
    return false; // its passes are recorded, and keep one stream for all layers
  }

  @Override
  public List<float[]> logits(StreamRows rows) {
    throw new UnsupportedOperationException("expected a net that showsLayers()");
  }

  @Override
  public float[] row(int row) {
    return net.logits(row);
  }

  @Override
  public void close() {
    net.close();
    backend.close();
  }
}
