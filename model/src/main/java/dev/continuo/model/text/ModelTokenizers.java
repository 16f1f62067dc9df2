package dev.continuo.model.text;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.GgufFile;
import dev.continuo.model.weights.GgufMetadata;
import dev.continuo.model.weights.GgufWriter;
import dev.continuo.tokenizer.gguf.GgufTokenizers;
import dev.continuo.tokenizer.gguf.GgufVocabulary;
import dev.continuo.tokenizer.postprocessor.BosTokens;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** The tokenizer that comes with a model: a file in its folder, or a part of its GGUF file. */
public final class ModelTokenizers {

  private static final String PREFIX = "tokenizer.ggml.";
  private static final String MODEL = PREFIX + "model";
  private static final String PRE = PREFIX + "pre";
  private static final String TOKENS = PREFIX + "tokens";
  private static final String TYPES = PREFIX + "token_type";
  private static final String MERGES = PREFIX + "merges";
  private static final String ADD_BOS = PREFIX + "add_bos_token";
  private static final String BOS = PREFIX + "bos_token_id";
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
      if (!kind.equals(GgufVocabulary.MODEL) && !metadata.has(JSON)) {
        throw new ModelException(
            "%s: %s: expected %s, found %s; use the model's HuggingFace folder"
                .formatted(gguf, MODEL, GgufVocabulary.MODEL, kind));
      }
      return new GgufVocabulary(
          metadata.text(PRE).orElse("default"),
          metadata.texts(TOKENS),
          metadata.integers(TYPES),
          metadata.texts(MERGES),
          metadata.text(JSON),
          metadata.flag(ADD_BOS),
          metadata.has(BOS) ? OptionalInt.of(metadata.integer(BOS)) : OptionalInt.empty());
    }
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
    writer.text(MODEL, GgufVocabulary.MODEL).text(PRE, vocabulary.preTokenizer());
    writer.texts(TOKENS, vocabulary.tokens()).integers(TYPES, vocabulary.types());
    writer.texts(MERGES, vocabulary.merges());
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
