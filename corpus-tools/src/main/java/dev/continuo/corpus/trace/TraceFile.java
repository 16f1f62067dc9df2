package dev.continuo.corpus.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.corpus.trace.SuffixBlocks.Layout;
import dev.continuo.tokenizer.files.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * {@code trace.json}: what an index is of and how it is laid out. It is written last, so that an
 * incomplete index has none.
 *
 * @param version of the index
 * @param trainingFingerprint of the shard
 * @param vocabularySize of the shard
 * @param tokens of the shard
 * @param documents of the shard
 * @param blockTokens the tokens of a block of suffixes
 * @param separator the token that divides documents; -1 where there is none
 * @param checksum of the suffixes
 * @param bytes of all files
 * @param seconds that it took
 * @param heldOut how much of the held-out text stands verbatim in the training text
 */
public record TraceFile(
    int version,
    String trainingFingerprint,
    int vocabularySize,
    long tokens,
    long documents,
    int blockTokens,
    int separator,
    int checksum,
    long bytes,
    double seconds,
    VerbatimShare heldOut) {

  static final int VERSION = 1;
  static final String NAME = "trace.json";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  /**
   * Reads an index's file.
   *
   * @throws TraceException if there is none, or it is damaged or of another version
   */
  static TraceFile read(Path folder) {
    Path path = folder.resolve(NAME);
    try {
      byte[] bytes = Files.readAllBytes(path);
      int found = JSON.readTree(bytes).path("version").asInt(-1);
      if (found != VERSION) {
        throw TraceException.otherVersion(path, VERSION, found);
      }
      return JSON.readValue(bytes, TraceFile.class);
    } catch (NoSuchFileException e) {
      throw TraceException.missing(folder);
    } catch (JsonProcessingException e) {
      throw TraceException.damaged(path, "something else: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw TraceException.damaged(path, e.toString(), e);
    }
  }

  Layout layout() {
    return new Layout(vocabularySize, tokens, blockTokens, separator);
  }

  void write(Path folder) throws IOException {
    AtomicFile.write(
        folder.resolve(NAME),
        (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
