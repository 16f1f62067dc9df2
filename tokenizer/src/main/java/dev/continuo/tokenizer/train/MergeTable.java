package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.pretokenizer.ByteAlphabet;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tokens and merges learned so far. Id 0 is the special token, then come the 256 bytes in the
 * order of their stand-ins in {@link ByteAlphabet}, then the merged tokens.
 */
final class MergeTable {

  private final List<String> tokens = new ArrayList<>();
  private final List<Long> pairs = new ArrayList<>();

  MergeTable() {
    tokens.add(Tokenizer.END_OF_TEXT);
    char[] alphabet = alphabet();
    Arrays.sort(alphabet);
    for (char character : alphabet) {
      tokens.add(String.valueOf(character));
    }
  }

  /** The id of each byte. */
  static int[] byteIds() {
    char[] sorted = alphabet();
    Arrays.sort(sorted);
    int[] byteIds = new int[256];
    for (int value = 0; value < byteIds.length; value++) {
      byteIds[value] = 1 + Arrays.binarySearch(sorted, ByteAlphabet.character(value));
    }
    return byteIds;
  }

  /** Records a merge and returns the id of the new token. */
  int merge(int first, int second) {
    tokens.add(tokens.get(first) + tokens.get(second));
    pairs.add(Pairs.pair(first, second));
    return tokens.size() - 1;
  }

  int vocabularySize() {
    return tokens.size();
  }

  int mergeCount() {
    return pairs.size();
  }

  /** A token as it is written in the file. */
  String token(int id) {
    return tokens.get(id);
  }

  /** The merged pairs in the order of their ranks, as {@link Pairs#pair} packs them. */
  Iterable<Long> pairs() {
    return pairs;
  }

  private static char[] alphabet() {
    char[] alphabet = new char[256];
    for (int value = 0; value < alphabet.length; value++) {
      alphabet[value] = ByteAlphabet.character(value);
    }
    return alphabet;
  }
}
