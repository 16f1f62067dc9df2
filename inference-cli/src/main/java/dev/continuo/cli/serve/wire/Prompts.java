package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Reads the prompts of requests: strings or tokens, one or several. */
final class Prompts {

  static final String NAME = "prompt";

  private static final String EXPECTED =
      "a string, an array of strings, an array of token ids or an array of such arrays";

  private final Tokenizer tokenizer;
  private final ModelConfig config;

  Prompts(Tokenizer tokenizer, ModelConfig config) {
    this.tokenizer = tokenizer;
    this.config = config;
  }

  /**
   * The prompts in a field.
   *
   * @param kept how many tokens are kept of a longer prompt; nothing refuses one that is longer
   *     than the context
   */
  List<Prompt> read(JsonNode node, OptionalInt kept) {
    if (!node.isArray()) {
      return List.of(one(node, NAME, kept));
    }
    if (node.isEmpty()) {
      throw ApiError.field(NAME, EXPECTED, node);
    }
    if (node.get(0).isNumber()) {
      return List.of(one(node, NAME, kept));
    }
    return IntStream.range(0, node.size())
        .mapToObj(i -> one(node.get(i), NAME + "[" + i + "]", kept))
        .toList();
  }

  /** The prompt in a node. */
  Prompt one(JsonNode node, String name, OptionalInt kept) {
    if (!node.isTextual() && !node.isArray()) {
      throw ApiError.field(name, EXPECTED, node);
    }
    Optional<String> text = Optional.ofNullable(node.textValue());
    int[] ids = text.map(tokenizer::encode).orElseGet(() -> ids(node, name));
    int most = kept.orElse(config.contextLength());
    if (ids.length > most) {
      if (kept.isEmpty()) {
        throw ApiError.tooLong(name, most, ids.length);
      }
      return new Prompt(Optional.empty(), Arrays.copyOfRange(ids, ids.length - most, ids.length));
    }
    if (ids.length == 0 && config.endOfText() < 0) {
      throw ApiError.field(name, "a text, since the model knows no beginning of one", node);
    }
    return new Prompt(text, ids);
  }

  /** The token ids in an array. */
  int[] ids(JsonNode array, String name) {
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] =
          (int) Fields.whole(name + "[" + i + "]", array.get(i), 0, config.vocabularySize() - 1L);
    }
    return ids;
  }
}
