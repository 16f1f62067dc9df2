package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.addedtokens.TokenIds;
import dev.continuo.tokenizer.addedtokens.Vocabulary;
import dev.continuo.tokenizer.decoder.DecoderKind;
import dev.continuo.tokenizer.huggingface.LibraryJson;
import dev.continuo.tokenizer.json.JsonFile;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.model.MergesJson;
import dev.continuo.tokenizer.normalizer.Normalization;
import dev.continuo.tokenizer.postprocessor.BosJson;
import dev.continuo.tokenizer.postprocessor.BosTokens;
import dev.continuo.tokenizer.pretokenizer.PreTokenizerJson;
import dev.continuo.tokenizer.pretokenizer.TextSplitter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A {@code tokenizer.json} that has been read and checked, part by part.
 *
 * @param source where it was read from
 * @param vocabulary its tokens
 * @param unknown the token that stands for what the vocabulary lacks, where there is one
 * @param decoder how its tokens become text
 * @param splitsSafely whether {@link TextSplitter} may cut text early without changing ids
 * @param bytePair what {@link BytePairTextEncoder} needs, where it knows every part of the file
 * @param characters the encoder of its characters, where it has no others and every part is known
 * @param bosTokens what stands in front of every text
 * @param libraryJson makes the file as {@link LibraryJson} changes it
 */
record TokenizerFile(
    String source,
    Vocabulary vocabulary,
    OptionalInt unknown,
    DecoderKind decoder,
    boolean splitsSafely,
    Optional<BytePairFile> bytePair,
    Optional<CharacterTextEncoder> characters,
    BosTokens bosTokens,
    Supplier<String> libraryJson) {

  /** Reads a file, with the configuration beside it where there is one. */
  static TokenizerFile read(Path path) {
    return read(path.toString(), JsonFile.bytes(path), configuration(path));
  }

  /** Reads the content of a file that stands alone. */
  static TokenizerFile read(String source, byte[] bytes) {
    return read(source, bytes, MissingNode.getInstance());
  }

  private static TokenizerFile read(String source, byte[] bytes, JsonNode config) {
    ObjectNode root = JsonFile.parse(source, bytes);
    try {
      TokenIds ids = TokenIds.of(root);
      int[] merges = MergesJson.ids(root.path("model"), ids.model());
      Vocabulary vocabulary = ids.vocabulary();
      LibraryJson.checkNumbering(root, ids);
      return new TokenizerFile(
          source,
          vocabulary,
          unknown(root.path("model"), vocabulary),
          DecoderKind.of(root.path("decoder")),
          splitsSafely(root),
          BytePairFile.of(root, ids, merges, vocabulary.size()),
          CharacterTextEncoder.of(root, ids),
          BosJson.read(root.path("post_processor"), config, vocabulary),
          () -> libraryJson(source, bytes));
    } catch (TokenizerException e) {
      throw new TokenizerException(source + ": " + e.getMessage(), e);
    }
  }

  private static OptionalInt unknown(JsonNode model, Vocabulary vocabulary) {
    JsonNode id = model.path("unk_id");
    return id.isInt()
        ? OptionalInt.of(id.intValue())
        : vocabulary.id(model.path("unk_token").asText(""));
  }

  private static boolean splitsSafely(ObjectNode root) {
    return Normalization.of(root.path("normalizer")).isPresent()
        && PreTokenizerJson.cutsByPattern(root.path("pre_tokenizer"));
  }

  /** Made from the bytes again, since few need it and a parsed file is many times as large. */
  private static String libraryJson(String source, byte[] bytes) {
    ObjectNode root = JsonFile.parse(source, bytes);
    return LibraryJson.of(root, TokenIds.of(root)).toString();
  }

  /** The configuration beside a file, if it says how a text begins. */
  static Optional<byte[]> configurationOf(Path path) {
    return configuration(path).has(BosJson.ADDS)
        ? Optional.of(JsonFile.bytes(path.resolveSibling(Tokenizers.CONFIG_NAME)))
        : Optional.empty();
  }

  private static JsonNode configuration(Path path) {
    Path config = path.resolveSibling(Tokenizers.CONFIG_NAME);
    return Files.exists(config)
        ? JsonFile.parse(config.toString(), JsonFile.bytes(config))
        : MissingNode.getInstance();
  }
}
