package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.format.PostProcessorJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a tokenizer's files say of the beginning of texts. {@code add_bos_token} of a {@code
 * tokenizer_config.json} decides where it stands, as in llama.cpp's conversion and the Llama
 * tokenizers of transformers 4; else the {@code post_processor} of the {@code tokenizer.json} does.
 * What they say of the ends of texts is not for prompts.
 */
final class BeginningFile {

  /** The key of the configuration that says whether texts begin with {@code bos_token}. */
  static final String ADDS = "add_bos_token";

  private BeginningFile() {}

  /**
   * The beginning.
   *
   * @param config the tokenizer_config.json, or a missing node
   */
  static Beginning of(JsonNode postProcessor, JsonNode config, Vocabulary vocabulary) {
    JsonNode adds = config.path(ADDS);
    List<Integer> ids =
        PostProcessorJson.beginning(postProcessor)
            .orElseThrow(
                () ->
                    new TokenizerException(
                        "post_processor: expected TemplateProcessing with the ids of its special"
                            + " tokens, BertProcessing, RobertaProcessing, ByteLevel or a Sequence"
                            + " of these, found "
                            + shortened(postProcessor)));
    if (adds.isBoolean() && !adds.booleanValue()) {
      return Beginning.NONE;
    }
    if (adds.asBoolean() && ids.isEmpty()) {
      ids = configured(config.path("bos_token"), vocabulary);
    }
    return ids.isEmpty() ? Beginning.NONE : named(ids, vocabulary);
  }

  /** The token that a configuration names; none if it names none, as in transformers. */
  private static List<Integer> configured(JsonNode token, Vocabulary vocabulary) {
    JsonNode name = token.isObject() ? token.path("content") : token;
    if (!name.isTextual()) {
      return List.of();
    }
    OptionalInt id = vocabulary.id(name.textValue());
    if (id.isEmpty()) {
      throw new TokenizerException(
          "tokenizer_config.json: bos_token: expected a token of the vocabulary, found '"
              + name.textValue()
              + "'");
    }
    return List.of(id.getAsInt());
  }

  private static Beginning named(List<Integer> ids, Vocabulary vocabulary) {
    Map<Integer, String> specials = new HashMap<>();
    vocabulary.specials().forEach((name, id) -> specials.put(id, name));
    StringBuilder name = new StringBuilder();
    for (int id : ids) {
      if (id < 0 || id >= vocabulary.size()) {
        throw new TokenizerException(
            "post_processor: expected ids of special tokens from 0 to "
                + (vocabulary.size() - 1)
                + ", found "
                + id);
      }
      String special = specials.get(id);
      name.append(special != null ? special : vocabulary.text(id).orElse(""));
    }
    return new Beginning(ids.stream().mapToInt(Integer::intValue).toArray(), name.toString());
  }

  private static String shortened(JsonNode value) {
    String text = value.toString();
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
