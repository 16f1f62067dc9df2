package dev.continuo.tokenizer.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** The frame of a {@code tokenizer.json}, to be filled with its parts. */
public final class TokenizerJson {

  private static final Set<String> KEYS =
      Set.of(
          "version",
          "truncation",
          "padding",
          "added_tokens",
          "normalizer",
          "pre_tokenizer",
          "post_processor",
          "decoder",
          "model");

  private TokenizerJson() {}

  /** Whether a file has no part that is unknown here. */
  public static boolean hasKnownKeys(ObjectNode root) {
    return JsonKeys.hasOnly(root, KEYS);
  }

  /** A file without added tokens, pre-tokenizer, decoder and model. */
  public static ObjectNode create() {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding").putArray("added_tokens");
    root.putNull("normalizer").putNull("pre_tokenizer").putNull("post_processor");
    return root;
  }

  /**
   * A file of byte-level byte pairs; {@code vocab} and {@code merges} of its model are empty.
   *
   * @param ignoresMerges whether a word that is a token becomes that token, whatever the merges say
   */
  public static ObjectNode bytePairs(
      ObjectNode preTokenizer, ObjectNode decoder, boolean ignoresMerges) {
    ObjectNode root = create();
    root.set("pre_tokenizer", preTokenizer);
    root.set("decoder", decoder);
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.putNull("dropout").putNull("unk_token");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false);
    model.put("ignore_merges", ignoresMerges);
    model.putObject("vocab");
    model.putArray("merges");
    return root;
  }

  /** Adds to {@code added_tokens} a token that is matched in text exactly as it is written. */
  public static void addToken(ObjectNode root, int id, String content, boolean special) {
    ObjectNode token = ((ArrayNode) root.get("added_tokens")).addObject();
    token.put("id", id).put("content", content);
    token.put("single_word", false).put("lstrip", false).put("rstrip", false);
    token.put("normalized", false).put("special", special);
  }

  /** Adds to {@code added_tokens} a token that is matched in text after it was normalized. */
  public static void addNormalizedToken(ObjectNode root, int id, String content) {
    addToken(root, id, content, false);
    ArrayNode tokens = (ArrayNode) root.get("added_tokens");
    ((ObjectNode) tokens.get(tokens.size() - 1)).put("normalized", true);
  }
}
