package dev.continuo.model.runtime;

import dev.continuo.model.backend.decode.CachedText;

/** The keys and values of a text on a device. */
final class DeviceCache extends TextCache {

  private final CachedText text;

  DeviceCache(CachedText text) {
    this.text = text;
  }

  CachedText text() {
    return text;
  }

  @Override
  TextCache copy(int positions) {
    return new DeviceCache(text.copy(positions));
  }

  @Override
  void truncate(int positions) {
    text.truncate(positions);
  }

  @Override
  void close() {
    text.close();
  }
}
