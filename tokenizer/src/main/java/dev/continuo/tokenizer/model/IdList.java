package dev.continuo.tokenizer.model;

import java.util.Arrays;

/** A growing list of token ids. */
public final class IdList {

  private int[] ids;
  private int size;

  public IdList() {
    this(16);
  }

  /** A list with room for so many ids before it grows. */
  public IdList(int capacity) {
    ids = new int[Math.max(1, capacity)];
  }

  /** The number of ids. */
  public int size() {
    return size;
  }

  public void add(int id) {
    if (size == ids.length) {
      grow(1);
    }
    ids[size++] = id;
  }

  public void add(int[] more) {
    add(more, 0, more.length);
  }

  /** Adds the ids of another list, which stays as it is. */
  public void addAll(IdList other) {
    add(other.ids, 0, other.size);
  }

  void add(int[] source, int from, int count) {
    if (size + count > ids.length) {
      grow(count);
    }
    System.arraycopy(source, from, ids, size, count);
    size += count;
  }

  public int[] toArray() {
    return Arrays.copyOf(ids, size);
  }

  private void grow(int more) {
    ids = Arrays.copyOf(ids, Math.max(Math.addExact(size, more), size + (size >> 1)));
  }
}
