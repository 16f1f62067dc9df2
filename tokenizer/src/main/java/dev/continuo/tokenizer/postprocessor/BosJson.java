package dev.continuo.tokenizer.postprocessor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.addedtokens.Vocabulary;
import dev.continuo.tokenizer.json.JsonKeys;
import dev.continuo.tokenizer.json.TokenizerException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads which tokens begin a text. Where a {@code tokenizer_config.json} has {@code add_bos_token},
 * that decides, as in llama.cpp's conversion and the Llama tokenizers of transformers 4; else the
 * {@code post_processor} of the {@code tokenizer.json} does. Tokens that end a text are not for
 * prompts and are ignored.
 */
public final class BosJson {

  /** The key of the configuration that says whether texts begin with {@code bos_token}. */
  public static final String ADDS = "add_bos_token";

  private BosJson() {}

  /**
   * The tokens that stand in front of every text.
   *
   * @param config the tokenizer_config.json, or a missing node
   * @throws TokenizerException if the post-processor is not known, or a token does not exist
   */
  public static BosTokens read(JsonNode postProcessor, JsonNode config, Vocabulary vocabulary) {
    JsonNode adds = config.path(ADDS);
    List<Integer> ids =
        PostProcessorJson.bosIds(postProcessor)
            .orElseThrow(
                () ->
                    new TokenizerException(
                        "post_processor: expected TemplateProcessing with the ids of its special"
                            + " tokens, BertProcessing, RobertaProcessing, ByteLevel or a Sequence"
                            + " of these, found "
                            + JsonKeys.shortened(postProcessor, 80)));
    if (adds.isBoolean() && !adds.booleanValue()) {
      return BosTokens.NONE;
    }
    if (adds.asBoolean() && ids.isEmpty()) {
      ids = configured(config.path("bos_token"), vocabulary);
    }
    return ids.isEmpty() ? BosTokens.NONE : named(ids, vocabulary);
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

  private static BosTokens named(List<Integer> ids, Vocabulary vocabulary) {
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
    return new BosTokens(ids.stream().mapToInt(Integer::intValue).toArray(), name.toString());
  }
}
