package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.text.ByteAlphabet;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The tokens and merges learned so far. Id 0 is the special token, then come the 256 bytes in the
 * order of their stand-ins in {@link ByteAlphabet}, then the merged tokens.
 */
final class MergeTable {

  private final List<String> tokens = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final SequencedMap<Long, Integer> merges = new LinkedHashMap<>();

  MergeTable() {
    name(Tokenizer.END_OF_TEXT);
    char[] alphabet = new char[256];
    for (int value = 0; value < alphabet.length; value++) {
      alphabet[value] = ByteAlphabet.character(value);
    }
    Arrays.sort(alphabet);
    for (char character : alphabet) {
      name(String.valueOf(character));
    }
  }

  /** The id of each byte. */
  static int[] byteIds() {
    MergeTable table = new MergeTable();
    int[] byteIds = new int[256];
    for (int value = 0; value < byteIds.length; value++) {
      byteIds[value] = table.ids.getOrDefault(String.valueOf(ByteAlphabet.character(value)), -1);
    }
    return byteIds;
  }

  /** Records a merge; the id is an old one where other merges already make the same token. */
  int merge(int first, int second) {
    int id = name(tokens.get(first) + tokens.get(second));
    merges.putLast(Pairs.pair(first, second), id);
    return id;
  }

  int vocabularySize() {
    return tokens.size();
  }

  int mergeCount() {
    return merges.size();
  }

  /** A token as it is written in the file. */
  String token(int id) {
    return tokens.get(id);
  }

  /** The merged pairs in the order of their ranks, as {@link Pairs#pair} packs them. */
  Iterable<Long> pairs() {
    return merges.keySet();
  }

  private int name(String token) {
    Integer known = ids.putIfAbsent(token, tokens.size());
    if (known != null) {
      return known;
    }
    tokens.add(token);
    return tokens.size() - 1;
  }
}
