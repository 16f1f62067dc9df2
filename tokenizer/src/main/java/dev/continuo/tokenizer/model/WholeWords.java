package dev.continuo.tokenizer.model;

import dev.continuo.tokenizer.hash.BitMixer;
import java.util.Arrays;
import java.util.Map;

/** Tokens by their bytes, for models that take a word that is a token before any merge. */
final class WholeWords {

  private final byte[][] words;
  private final int[] ids;

  WholeWords(Map<Integer, byte[]> tokens) {
    int capacity = Integer.highestOneBit(Math.max(8, tokens.size()) * 2 - 1) << 1;
    words = new byte[capacity][];
    ids = new int[capacity];
    tokens.forEach(
        (id, word) -> {
          int slot = BitMixer.ofBytes(word, 0, word.length, word.length) & (capacity - 1);
          while (words[slot] != null) {
            slot = (slot + 1) & (capacity - 1);
          }
          words[slot] = word;
          ids[slot] = id;
        });
  }

  /** The id of the token of the first so many bytes, or -1. */
  int id(byte[] bytes, int length) {
    int slot = BitMixer.ofBytes(bytes, 0, length, length) & (words.length - 1);
    while (words[slot] != null) {
      byte[] word = words[slot];
      if (Arrays.equals(word, 0, word.length, bytes, 0, length)) {
        return ids[slot];
      }
      slot = (slot + 1) & (words.length - 1);
    }
    return -1;
  }
}
