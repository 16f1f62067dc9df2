package dev.continuo.model.text;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.GgufFile;
import dev.continuo.model.weights.GgufMetadata;
import dev.continuo.model.weights.GgufWriter;
import dev.continuo.tokenizer.gguf.GgufRoles;
import dev.continuo.tokenizer.gguf.GgufTokenizers;
import dev.continuo.tokenizer.gguf.GgufVocabulary;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.postprocessor.BosTokens;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tokenizer that comes with a model: a file in its folder, or a part of its GGUF file. */
public final class ModelTokenizers {

  private static final String PREFIX = "tokenizer.ggml.";
  private static final String MODEL = PREFIX + "model";
  private static final String PRE = PREFIX + "pre";
  static final String END_OF_TURN = PREFIX + "eot_token_id";

  private static final String TOKENS = PREFIX + "tokens";
  private static final String TYPES = PREFIX + "token_type";
  private static final String SCORES = PREFIX + "scores";
  private static final String MERGES = PREFIX + "merges";
  private static final String ADD_BOS = PREFIX + "add_bos_token";
  private static final String BOS = PREFIX + "bos_token_id";
  private static final String CLASSIFICATION = PREFIX + "cls_token_id";
  private static final String UNKNOWN = PREFIX + "unknown_token_id";
  private static final String PADDING = PREFIX + "padding_token_id";
  private static final String ADD_SPACE = PREFIX + "add_space_prefix";
  private static final String LOWERCASE = PREFIX + "normalizer.lowercase";
  private static final String JSON = "tokenizer.huggingface.json";

  private ModelTokenizers() {}

  /** Opens the tokenizer of a model folder or a GGUF file. The caller closes it. */
  public static Tokenizer open(Path model) {
    return Files.isRegularFile(model)
        ? GgufTokenizers.open(model, vocabulary(model))
        : Tokenizers.open(model.resolve(Tokenizers.FILE_NAME));
  }

  /** The vocabulary in a GGUF file. */
  public static GgufVocabulary vocabulary(Path gguf) {
    try (GgufFile file = GgufFile.open(gguf)) {
      GgufMetadata metadata = file.metadata();
      String kind = metadata.text(MODEL).orElse("none");
      if (!GgufVocabulary.MODELS.contains(kind) && !metadata.has(JSON)) {
        throw new ModelException(
            "%s: %s: expected one of %s, found %s; use the model's HuggingFace folder"
                .formatted(gguf, MODEL, GgufVocabulary.MODELS.stream().sorted().toList(), kind));
      }
      List<String> tokens = metadata.texts(TOKENS);
      return new GgufVocabulary(
          kind,
          metadata.text(PRE).orElse("default"),
          tokens,
          metadata.integers(TYPES),
          metadata.numbers(SCORES),
          metadata.texts(MERGES),
          metadata.text(JSON),
          roles(metadata, tokens.size()));
    } catch (TokenizerException e) {
      throw new TokenizerException(gguf + ": " + e.getMessage(), e);
    }
  }

  private static GgufRoles roles(GgufMetadata metadata, int size) {
    return new GgufRoles(
        metadata.flag(ADD_BOS),
        metadata.tokenId(metadata.has(BOS) ? BOS : CLASSIFICATION, size),
        metadata.tokenId(UNKNOWN, size),
        metadata.tokenId(PADDING, size),
        metadata.flag(ADD_SPACE),
        metadata.flag(LOWERCASE));
  }

  /**
   * Adds a vocabulary to a GGUF file.
   *
   * @param bos what stands in front of every text
   * @param endOfText the token that ends a text, or -1
   * @throws ModelException where GGUF cannot say what stands in front of every text
   */
  public static void write(
      GgufVocabulary vocabulary, BosTokens bos, int endOfText, GgufWriter writer) {
    if (bos.length() > 1) {
      throw new ModelException(
          "the tokenizer begins texts with "
              + bos.name()
              + "; GGUF has room for one such token, so export to hf");
    }
    writer.text(MODEL, vocabulary.model()).text(PRE, vocabulary.preTokenizer());
    writer.texts(TOKENS, vocabulary.tokens()).integers(TYPES, vocabulary.types());
    if (!vocabulary.scores().isEmpty()) {
      writer.numbers(SCORES, vocabulary.scores());
    }
    if (!vocabulary.model().equals(GgufVocabulary.SENTENCE_PIECE)) {
      writer.texts(MERGES, vocabulary.merges());
    }
    GgufRoles roles = vocabulary.roles();
    roles.unknown().ifPresent(id -> writer.integer(UNKNOWN, id));
    roles.padding().ifPresent(id -> writer.integer(PADDING, id));
    roles.addsSpace().ifPresent(adds -> writer.flag(ADD_SPACE, adds));
    roles.lowercases().ifPresent(lowercases -> writer.flag(LOWERCASE, lowercases));
    writer.flag(ADD_BOS, bos.length() > 0).flag(PREFIX + "add_eos_token", false);
    int begin = bos.length() > 0 ? bos.first() : endOfText;
    if (begin >= 0) {
      writer.integer(BOS, begin);
    }
    if (endOfText >= 0) {
      writer.integer(PREFIX + "eos_token_id", endOfText);
    }
    vocabulary.json().ifPresent(json -> writer.text(JSON, json));
  }
}
