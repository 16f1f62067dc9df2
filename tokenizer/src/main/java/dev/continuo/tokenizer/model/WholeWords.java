package dev.continuo.tokenizer.model;

import java.util.Arrays;
import java.util.Map;

/** Tokens by their bytes, for vocabularies in which a word that is a token is never merged. */
final class WholeWords {

  private final byte[][] words;
  private final int[] ids;

  WholeWords(Map<Integer, byte[]> tokens) {
    int capacity = Integer.highestOneBit(Math.max(8, tokens.size()) * 2 - 1) << 1;
    words = new byte[capacity][];
    ids = new int[capacity];
    tokens.forEach(
        (id, word) -> {
          int slot = hash(word, word.length) & (capacity - 1);
          while (words[slot] != null) {
            slot = (slot + 1) & (capacity - 1);
          }
          words[slot] = word;
          ids[slot] = id;
        });
  }

  /** The id of the token of the first so many bytes, or -1. */
  int id(byte[] bytes, int length) {
    int slot = hash(bytes, length) & (words.length - 1);
    while (words[slot] != null) {
      byte[] word = words[slot];
      if (Arrays.equals(word, 0, word.length, bytes, 0, length)) {
        return ids[slot];
      }
      slot = (slot + 1) & (words.length - 1);
    }
    return -1;
  }

  private static int hash(byte[] bytes, int length) {
    long hash = length;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ bytes[i]) * 0xFF51AFD7ED558CCDL;
      hash ^= hash >>> 32;
    }
    return (int) (hash ^ (hash >>> 17));
  }
}
