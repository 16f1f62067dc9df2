package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * A {@code tokenizer.json} that has been read and checked.
 *
 * @param path where it was read from
 * @param vocabulary its tokens
 * @param unknown the token that stands for what the vocabulary lacks, where there is one
 * @param decoder how its tokens become text
 * @param splitsSafely whether {@link SafeSplit} may cut text early without changing ids
 * @param bytePair what {@link BytePairTextEncoder} needs, where it knows every part of the file
 * @param characters what {@link CharacterTextEncoder} needs, where it knows every part of the file
 * @param beginning what stands in front of every text
 * @param encoderJson makes the same file such that no text is taken for a special token
 */
record TokenizerFile(
    Path path,
    Vocabulary vocabulary,
    OptionalInt unknown,
    DecoderKind decoder,
    boolean splitsSafely,
    Optional<BytePairFile> bytePair,
    Optional<CharacterFile> characters,
    Beginning beginning,
    Supplier<String> encoderJson) {

  /** Larger files are refused: the largest published vocabularies take about half. */
  private static final long LARGEST = 64L << 20;

  /** Files with more parts are refused unread: each takes many times its length in memory. */
  private static final int MOST_PARTS = 8 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  static {
    JSON.getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build());
  }

  /** Reads a file, with the configuration beside it where there is one. */
  static TokenizerFile read(Path path) {
    return read(path, bytes(path), configuration(path));
  }

  /** The configuration beside a file, if it says how a text begins. */
  static Optional<byte[]> configurationOf(Path path) {
    return configuration(path).has(BeginningFile.ADDS)
        ? Optional.of(bytes(path.resolveSibling(Tokenizers.CONFIG_NAME)))
        : Optional.empty();
  }

  private static JsonNode configuration(Path path) {
    Path config = path.resolveSibling(Tokenizers.CONFIG_NAME);
    return Files.exists(config) ? parse(config, bytes(config)) : MissingNode.getInstance();
  }

  /** Reads the content of a file that stands alone. */
  static TokenizerFile read(Path path, byte[] bytes) {
    return read(path, bytes, MissingNode.getInstance());
  }

  private static TokenizerFile read(Path path, byte[] bytes, JsonNode config) {
    ObjectNode root = parse(path, bytes);
    try {
      TokenTable table = TokenTable.of(root);
      int[] merges = MergeList.ids(root.path("model"), table.model());
      Vocabulary vocabulary = table.vocabulary();
      EncoderCopy.checkNumbering(root, table);
      return new TokenizerFile(
          path,
          vocabulary,
          unknown(root.path("model"), vocabulary),
          DecoderKind.of(root.path("decoder")),
          PreTokenizerShape.splitsSafely(root),
          BytePairFile.of(root, table, merges, vocabulary.size()),
          CharacterFile.of(root, table),
          BeginningFile.of(root.path("post_processor"), config, vocabulary),
          () -> encoderJson(path, bytes));
    } catch (TokenizerException e) {
      throw new TokenizerException(path + ": " + e.getMessage(), e);
    }
  }

  private static OptionalInt unknown(JsonNode model, Vocabulary vocabulary) {
    JsonNode id = model.path("unk_id");
    return id.isInt()
        ? OptionalInt.of(id.intValue())
        : vocabulary.id(model.path("unk_token").asText(""));
  }

  /** Made from the bytes again, since few need it and a parsed file is many times as large. */
  private static String encoderJson(Path path, byte[] bytes) {
    ObjectNode root = parse(path, bytes);
    try {
      return JSON.writeValueAsString(EncoderCopy.of(root, TokenTable.of(root)));
    } catch (JsonProcessingException e) {
      throw new TokenizerException(path + ": cannot be written as JSON again", e);
    }
  }

  private static byte[] bytes(Path path) {
    try {
      long size = Files.size(path);
      if (size > LARGEST) {
        throw new TokenizerException(
            String.format(
                Locale.ROOT,
                "%s: expected a tokenizer.json of at most %d bytes, found %d",
                path,
                LARGEST,
                size));
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new TokenizerException(
          path + ": no such file; give the path of a tokenizer.json, or train one first", e);
    } catch (IOException e) {
      throw new TokenizerException(
          "%s: cannot be read (%s); give the path of a tokenizer.json"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private static ObjectNode parse(Path path, byte[] bytes) {
    try {
      checkParts(path, bytes);
      JsonNode root = JSON.readTree(bytes);
      if (root instanceof ObjectNode object) {
        return object;
      }
      throw new TokenizerException(path + ": expected a JSON object as in a tokenizer.json");
    } catch (JsonProcessingException e) {
      throw new TokenizerException(
          String.format(
              Locale.ROOT,
              "%s: not whole JSON at byte %d: %s",
              path,
              e.getLocation() == null ? 0 : e.getLocation().getByteOffset(),
              e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw new TokenizerException(path + ": not JSON", e);
    }
  }

  /** Counts values by what stands between them, which is much faster than reading them. */
  private static void checkParts(Path path, byte[] bytes) {
    int parts = 0;
    boolean inText = false;
    for (int i = 0; i < bytes.length; i++) {
      switch (bytes[i]) {
        case '"' -> inText = !inText;
        case '\\' -> i++;
        case ',', ':', '[', '{' -> parts += inText ? 0 : 1;
        default -> {}
      }
    }
    if (parts > MOST_PARTS) {
      throw new TokenizerException(
          String.format(
              Locale.ROOT,
              "%s: expected a tokenizer.json of at most %d JSON values, found more",
              path,
              MOST_PARTS));
    }
  }
}
