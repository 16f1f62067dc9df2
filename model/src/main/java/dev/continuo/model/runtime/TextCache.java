package dev.continuo.model.runtime;

/** What a text's tokens leave for those that come after them: their keys and values. */
abstract sealed class TextCache permits KeyValueCache, DeviceCache {

  /** A cache of its own with the first positions of this one. */
  abstract TextCache copy(int positions);

  /**
   * Forgets what comes after the first positions, which may be kept for as long as it is not used.
   */
  void truncate(int positions) {}

  /** Gives back what the garbage collector would else have to find. */
  void close() {}
}
