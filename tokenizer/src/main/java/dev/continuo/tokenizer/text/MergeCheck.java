package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.JsonNode;

/** Checks the merges of a BPE model: each joins two tokens of the vocabulary into a third. */
final class MergeCheck {

  private MergeCheck() {}

  static void check(JsonNode model) {
    if (!model.path("type").asText("BPE").equals("BPE")) {
      return;
    }
    JsonNode merges = model.path("merges");
    if (!merges.isArray()) {
      throw new TokenizerException("expected model.merges to be a list");
    }
    JsonNode vocab = model.path("vocab");
    String prefix = model.path("continuing_subword_prefix").asText("");
    for (int i = 0; i < merges.size(); i++) {
      String[] pair = pair(merges.get(i), i);
      String right = pair[1].startsWith(prefix) ? pair[1].substring(prefix.length()) : "";
      if (right.isEmpty()
          || pair[0].isEmpty()
          || !vocab.has(pair[0])
          || !vocab.has(pair[1])
          || !vocab.has(pair[0] + right)) {
        throw new TokenizerException(
            "expected entry %d of model.merges to join two tokens of model.vocab into a third"
                .formatted(i));
      }
    }
  }

  /** The two tokens that an entry joins, in either way of writing. */
  static String[] pair(JsonNode merge, int index) {
    if (merge.isTextual()) {
      String[] parts = merge.textValue().split(" ", -1);
      if (parts.length == 2) {
        return parts;
      }
    } else if (merge.size() == 2 && merge.get(0).isTextual() && merge.get(1).isTextual()) {
      return new String[] {merge.get(0).textValue(), merge.get(1).textValue()};
    }
    throw new TokenizerException(
        "expected entry %d of model.merges to be a pair of tokens".formatted(index));
  }
}
