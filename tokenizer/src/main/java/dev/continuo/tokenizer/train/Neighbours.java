package dev.continuo.tokenizer.train;

import java.util.Arrays;

/**
 * The tokens on one side of all places where a pair was merged: how often each occurs, and where
 * the pairs start that it now forms with the merged token.
 */
final class Neighbours {

  private final long[] counts;
  private final int[] places;
  private final int[] touched;
  private int touchedCount;
  private int[] ids = new int[1024];
  private int[] positions = new int[1024];
  private int size;

  Neighbours(int vocabularySize) {
    counts = new long[vocabularySize];
    places = new int[vocabularySize];
    touched = new int[vocabularySize];
  }

  void add(int id, int position, long count) {
    if (places[id] == 0) {
      touched[touchedCount++] = id;
    }
    places[id]++;
    counts[id] += count;
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size * 2);
      positions = Arrays.copyOf(positions, size * 2);
    }
    ids[size] = id;
    positions[size] = position;
    size++;
  }

  /** Receives a neighbour with its count. */
  @FunctionalInterface
  interface CountVisitor {
    void visit(int id, long count);
  }

  /** Receives a neighbour with its places, a range of {@code positions}. */
  @FunctionalInterface
  interface PlaceVisitor {
    void visit(int id, int[] positions, int from, int to);
  }

  /** Shows every neighbour once. */
  void forEach(CountVisitor visitor) {
    for (int i = 0; i < touchedCount; i++) {
      visitor.visit(touched[i], counts[touched[i]]);
    }
  }

  /**
   * Shows every neighbour once, with its places in the order in which they came, and clears all.
   */
  void drain(PlaceVisitor visitor) {
    int[] grouped = new int[size];
    int end = 0;
    for (int i = 0; i < touchedCount; i++) {
      int length = places[touched[i]];
      places[touched[i]] = end;
      end += length;
    }
    for (int i = 0; i < size; i++) {
      grouped[places[ids[i]]++] = positions[i];
    }
    int from = 0;
    for (int i = 0; i < touchedCount; i++) {
      int id = touched[i];
      visitor.visit(id, grouped, from, places[id]);
      from = places[id];
      places[id] = 0;
      counts[id] = 0;
    }
    touchedCount = 0;
    size = 0;
  }
}
