package dev.continuo.tokenizer.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Reads the JSON of files that are not trusted, within limits. */
public final class JsonFile {

  /** Larger files are refused: the largest published vocabularies take about half. */
  private static final long LARGEST = 64L << 20;

  /** Files with more values are refused unread: each takes many times its length in memory. */
  private static final int MOST_VALUES = 8 << 20;

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

  private JsonFile() {}

  /**
   * The content of a file.
   *
   * @throws TokenizerException if it cannot be read or is too large
   */
  public static byte[] bytes(Path path) {
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

  /**
   * Content as JSON.
   *
   * @param source where it is from, for messages
   * @throws TokenizerException if it has too many values or is no JSON object
   */
  public static ObjectNode parse(String source, byte[] bytes) {
    try {
      checkValues(source, bytes);
      JsonNode root = JSON.readTree(bytes);
      if (root instanceof ObjectNode object) {
        return object;
      }
      throw new TokenizerException(source + ": expected a JSON object as in a tokenizer.json");
    } catch (JsonProcessingException e) {
      throw new TokenizerException(
          String.format(
              Locale.ROOT,
              "%s: not whole JSON at byte %d: %s",
              source,
              e.getLocation() == null ? 0 : e.getLocation().getByteOffset(),
              e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw new TokenizerException(source + ": not JSON", e);
    }
  }

  /** Counts values by what stands between them, which is much faster than reading them. */
  private static void checkValues(String source, byte[] bytes) {
    int values = 0;
    boolean inText = false;
    for (int i = 0; i < bytes.length; i++) {
      switch (bytes[i]) {
        case '"' -> inText = !inText;
        case '\\' -> i++;
        case ',', ':', '[', '{' -> values += inText ? 0 : 1;
        default -> {}
      }
    }
    if (values > MOST_VALUES) {
      throw new TokenizerException(
          String.format(
              Locale.ROOT,
              "%s: expected a tokenizer.json of at most %d JSON values, found more",
              source,
              MOST_VALUES));
    }
  }
}
