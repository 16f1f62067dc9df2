package dev.continuo.tokenizer.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.json.TokenizerException;
import java.util.Locale;
import java.util.Map;

/** The merges of a BPE model, checked: each joins two tokens of the vocabulary into a third. */
public final class MergesJson {

  private MergesJson() {}

  /**
   * First, second and merged id of each merge, in the order of the file; none for other models.
   *
   * @throws TokenizerException if an entry is not a pair of tokens, or what it makes is not a token
   */
  public static int[] ids(JsonNode model, Map<String, Integer> vocabulary) {
    if (!model.path("type").asText("BPE").equals("BPE")) {
      return new int[0];
    }
    JsonNode merges = model.path("merges");
    if (!merges.isArray()) {
      throw new TokenizerException("expected model.merges to be a list");
    }
    String prefix = model.path("continuing_subword_prefix").asText("");
    int[] ids = new int[3 * merges.size()];
    int end = 0;
    for (JsonNode merge : merges) {
      String[] pair = pair(merge, end / 3);
      String right = pair[1].startsWith(prefix) ? pair[1].substring(prefix.length()) : "";
      Integer first = vocabulary.get(pair[0]);
      Integer second = vocabulary.get(pair[1]);
      Integer merged = vocabulary.get(pair[0] + right);
      boolean joins = !pair[0].isEmpty() && !right.isEmpty();
      if (!joins || first == null || second == null || merged == null) {
        throw new TokenizerException(
            String.format(
                Locale.ROOT,
                "expected entry %d of model.merges to join two tokens of model.vocab into a third",
                end / 3));
      }
      ids[end++] = first;
      ids[end++] = second;
      ids[end++] = merged;
    }
    return ids;
  }

  /** The two tokens that an entry joins, in either way of writing. */
  private static String[] pair(JsonNode merge, int index) {
    if (merge.isTextual()) {
      String[] parts = merge.textValue().split(" ", -1);
      if (parts.length == 2) {
        return parts;
      }
    } else if (merge.size() == 2 && merge.get(0).isTextual() && merge.get(1).isTextual()) {
      return new String[] {merge.get(0).textValue(), merge.get(1).textValue()};
    }
    throw new TokenizerException(
        String.format(
            Locale.ROOT, "expected entry %d of model.merges to be a pair of tokens", index));
  }
}
