package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.tokenizer.postprocessor.BosTokens;
import dev.continuo.tokenizer.text.TextChunks;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.UnknownCharacterNote;
import dev.continuo.tokenizer.unicode.WellFormed;
import java.io.StringReader;
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
   * @param echo whether the text is needed beside its tokens
   */
  List<Prompt> read(JsonNode node, OptionalInt kept, boolean echo) {
    List<Prompt> prompts = read(node, kept);
    return echo
        ? prompts
        : prompts.stream()
            .map(prompt -> new Prompt(Optional.empty(), prompt.warning(), prompt.ids()))
            .toList();
  }

  private List<Prompt> read(JsonNode node, OptionalInt kept) {
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

  /**
   * The prompt in a node, with tokens after it.
   *
   * @param then the tokens; where there are some, the prompt is a text, which may be empty
   */
  Prompt followed(JsonNode node, OptionalInt kept, int[] then) {
    if (then.length == 0) {
      return one(node, NAME, kept);
    }
    if (!node.isTextual()) {
      throw ApiError.field(NAME, "a string, since tokens follow it", node);
    }
    boolean begins = node.textValue().isEmpty() && tokenizer.bosTokens().length() == 0;
    Prompt before =
        begins
            ? new Prompt(Optional.empty(), Optional.empty(), new int[0])
            : one(node, NAME, OptionalInt.of(Integer.MAX_VALUE / 2));
    int[] ids = Arrays.copyOf(before.ids(), before.ids().length + then.length);
    System.arraycopy(then, 0, ids, before.ids().length, then.length);
    int most = kept.orElse(config.contextLength());
    if (ids.length > most && kept.isEmpty()) {
      throw ApiError.tooLong(NAME, most, ids.length);
    }
    return new Prompt(Optional.empty(), before.warning(), tokenizer.bosTokens().last(ids, most));
  }

  /** The prompt in a node. */
  Prompt one(JsonNode node, String name, OptionalInt kept) {
    if (!node.isTextual() && !node.isArray()) {
      throw ApiError.field(name, EXPECTED, node);
    }
    Optional<String> text = Optional.ofNullable(node.textValue()).map(WellFormed::of);
    int most = kept.orElse(config.contextLength());
    int[] ids =
        text.map(given -> encode(given, most, kept.isPresent())).orElseGet(() -> ids(node, name));
    if (ids.length > most) {
      if (kept.isEmpty()) {
        throw ApiError.tooLong(name, most, ids.length);
      }
      return new Prompt(
          Optional.empty(), warning(text, name), tokenizer.bosTokens().last(ids, most));
    }
    if (ids.length == 0 && config.endOfText() < 0) {
      throw ApiError.field(name, "a text, since the model knows no beginning of one", node);
    }
    return new Prompt(text, warning(text, name), ids);
  }

  private Optional<String> warning(Optional<String> text, String name) {
    return text.flatMap(read -> new UnknownCharacterNote(tokenizer).ofPrompt(name, read));
  }

  /**
   * The tokens of a text. One that is far too long is read in parts: to its end where only its last
   * tokens are wanted, and no further than needed to refuse it where it is too long.
   */
  private int[] encode(String text, int most, boolean cut) {
    if (!tokenizer.encodesChunks()) {
      return tokenizer.encodePrompt(text);
    }
    int[] ids = {};
    BosTokens bos = tokenizer.bosTokens();
    TextChunks chunks = new TextChunks(new StringReader(bos.removedFrom(text)));
    while (chunks.hasNext() && (cut || ids.length <= most)) {
      int[] more = tokenizer.encode(chunks.next());
      int before = cut ? Math.min(ids.length, most + 1) : ids.length;
      int[] joined = Arrays.copyOfRange(ids, ids.length - before, ids.length + more.length);
      System.arraycopy(more, 0, joined, before, more.length);
      ids = joined;
    }
    return bos.before(ids);
  }

  /** The token ids in an array. */
  int[] ids(JsonNode array, String name) {
    if (!array.isArray()) {
      throw ApiError.field(name, "an array of token ids", array);
    }
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] =
          (int) Fields.whole(name + "[" + i + "]", array.get(i), 0, config.vocabularySize() - 1L);
    }
    return ids;
  }
}
