package dev.continuo.tokenizer.gguf;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.json.TokenizerJson;
import dev.continuo.tokenizer.postprocessor.BosTokens;
import dev.continuo.tokenizer.postprocessor.PostProcessorJson;
import dev.continuo.tokenizer.pretokenizer.PreTokenizerGguf;
import dev.continuo.tokenizer.pretokenizer.PreTokenizerJson;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Opens the vocabularies of GGUF files. */
public final class GgufTokenizers {

  private static final String POST_PROCESSOR = "post_processor";
  private static final JsonMapper JSON = new JsonMapper();

  private GgufTokenizers() {}

  /**
   * Opens a vocabulary. The caller closes the tokenizer.
   *
   * @param source the file that it is from, for messages
   */
  public static Tokenizer open(Path source, GgufVocabulary vocabulary) {
    try {
      return Tokenizers.open(source.toString(), toJson(vocabulary));
    } catch (TokenizerException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(source + ": ")
          ? e
          : new TokenizerException(source + ": " + message, e);
    } catch (IOException e) {
      throw new TokenizerException(source + ": its tokenizer cannot be opened: " + e, e);
    }
  }

  /** The {@code tokenizer.json} of a vocabulary. */
  public static byte[] toJson(GgufVocabulary vocabulary) throws IOException {
    OptionalInt bos = bos(vocabulary);
    if (vocabulary.json().isEmpty()) {
      return JSON.writeValueAsBytes(withBos(lists(vocabulary), vocabulary, bos));
    }
    byte[] json = vocabulary.json().get().getBytes(StandardCharsets.UTF_8);
    if (vocabulary.roles().addsBos().isPresent()
        && JSON.readTree(json) instanceof ObjectNode root) {
      List<Integer> wanted = bos.stream().boxed().toList();
      if (!PostProcessorJson.bosIds(root.path(POST_PROCESSOR)).equals(Optional.of(wanted))) {
        return JSON.writeValueAsBytes(withBos(root, vocabulary, bos));
      }
    }
    return json;
  }

  /**
   * The {@code tokenizer_config.json} beside it, without which transformers would take the
   * tokenizer for the one of the model's family and begin texts as that one does.
   *
   * @param endOfText the token that ends a text, or -1
   */
  public static byte[] toConfigJson(GgufVocabulary vocabulary, BosTokens bos, int endOfText)
      throws IOException {
    ObjectNode config = JSON.createObjectNode().put("tokenizer_class", "PreTrainedTokenizerFast");
    if (bos.length() > 0) {
      config.put("bos_token", bos.name());
    }
    if (endOfText >= 0 && endOfText < vocabulary.tokens().size()) {
      config.put("eos_token", vocabulary.tokens().get(endOfText));
    }
    put(config, "unk_token", unknown(vocabulary));
    put(config, "pad_token", name(vocabulary, vocabulary.roles().padding()));
    config.put("add_bos_token", bos.length() > 0);
    return JSON.writeValueAsBytes(config.put("clean_up_tokenization_spaces", false));
  }

  private static void put(ObjectNode config, String key, Optional<String> name) {
    name.ifPresent(token -> config.put(key, token));
  }

  /** The token for what the vocabulary lacks: the one that is named, or that has this type. */
  static Optional<String> unknown(GgufVocabulary vocabulary) {
    int typed = vocabulary.types().indexOf(GgufVocabulary.UNKNOWN);
    OptionalInt id = vocabulary.roles().unknown();
    return name(vocabulary, id.isEmpty() && typed >= 0 ? OptionalInt.of(typed) : id);
  }

  private static Optional<String> name(GgufVocabulary vocabulary, OptionalInt id) {
    boolean known = id.orElse(-1) >= 0 && id.orElse(-1) < vocabulary.tokens().size();
    return known ? Optional.of(vocabulary.tokens().get(id.getAsInt())) : Optional.empty();
  }

  /** What llama.cpp puts before every text; if the file says nothing, by the kind of vocabulary. */
  private static OptionalInt bos(GgufVocabulary vocabulary) {
    OptionalInt id = vocabulary.roles().bos();
    if (id.isEmpty()) {
      id =
          switch (vocabulary.model()) {
            case GgufVocabulary.SENTENCE_PIECE -> OptionalInt.of(1);
            case GgufVocabulary.WORD_PIECE -> OptionalInt.of(101);
            default -> id;
          };
    }
    int size = vocabulary.tokens().size();
    boolean known = id.isPresent() && id.getAsInt() >= 0 && id.getAsInt() < size;
    boolean begins =
        !vocabulary.model().equals(GgufVocabulary.BYTE_LEVEL)
            || PreTokenizerGguf.ignoresMerges(vocabulary.preTokenizer());
    if (!vocabulary.roles().addsBos().orElse(begins && known)) {
      return OptionalInt.empty();
    }
    if (!known) {
      throw new TokenizerException(
          "tokenizer.ggml.bos_token_id: expected the token that tokenizer.ggml.add_bos_token puts"
              + " in front of texts, from 0 to "
              + (size - 1)
              + ", found "
              + (id.isEmpty() ? "none" : Integer.toString(id.getAsInt())));
    }
    return id;
  }

  private static ObjectNode withBos(ObjectNode root, GgufVocabulary vocabulary, OptionalInt bos) {
    if (bos.isEmpty()) {
      return root.putNull(POST_PROCESSOR);
    }
    int id = bos.getAsInt();
    return root.set(POST_PROCESSOR, PostProcessorJson.withBos(id, vocabulary.tokens().get(id)));
  }

  private static ObjectNode lists(GgufVocabulary vocabulary) {
    return switch (vocabulary.model()) {
      case GgufVocabulary.BYTE_LEVEL -> byteLevel(vocabulary);
      case GgufVocabulary.SENTENCE_PIECE, GgufVocabulary.SENTENCE_PIECE_MERGES ->
          SentencePieceJson.of(vocabulary);
      case GgufVocabulary.WORD_PIECE -> WordPieceJson.of(vocabulary);
      default ->
          throw new TokenizerException(
              "tokenizer.ggml.model: expected one of %s, found %s; use the model's HuggingFace folder"
                  .formatted(GgufVocabulary.MODELS.stream().sorted().toList(), vocabulary.model()));
    };
  }

  private static ObjectNode byteLevel(GgufVocabulary vocabulary) {
    String name = vocabulary.preTokenizer();
    ObjectNode root =
        TokenizerJson.bytePairs(
            PreTokenizerGguf.json(name),
            PreTokenizerJson.byteLevel(true),
            PreTokenizerGguf.ignoresMerges(name));
    if (PreTokenizerGguf.composes(name)) {
      root.putObject("normalizer").put("type", "NFC");
    }
    ObjectNode vocab = (ObjectNode) root.path("model").path("vocab");
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      String token = vocabulary.tokens().get(id);
      int type = vocabulary.types().get(id);
      addOnce(vocab, token, id);
      if (type == GgufVocabulary.CONTROL || type == GgufVocabulary.USER_DEFINED) {
        TokenizerJson.addToken(root, id, token, type == GgufVocabulary.CONTROL);
      }
    }
    addMerges(vocabulary, (ArrayNode) root.path("model").path("merges"));
    return root;
  }

  static void addOnce(ObjectNode vocab, String token, int id) {
    if (vocab.has(token)) {
      throw new TokenizerException(
          "tokenizer.ggml.tokens: expected each token once, found '%s' twice".formatted(token));
    }
    vocab.put(token, id);
  }

  static void addMerges(GgufVocabulary vocabulary, ArrayNode merges) {
    for (String merge : vocabulary.merges()) {
      int space = merge.indexOf(' ', 1);
      if (space < 0) {
        throw new TokenizerException(
            "tokenizer.ggml.merges: expected two tokens with a space between, found '%s'"
                .formatted(merge));
      }
      merges.addArray().add(merge.substring(0, space)).add(merge.substring(space + 1));
    }
  }
}
