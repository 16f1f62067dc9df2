package dev.continuo.tokenizer.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

/** Reads the golden files. */
public final class Golden {

  private static final JsonMapper JSON = new JsonMapper();

  private Golden() {}

  public static JsonNode json(String name) {
    try {
      return JSON.readTree(bytes(name + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A corpus as text: one of the golden files, or one of the repository's data folder. */
  public static String text(String corpus) {
    Path data = Path.of("..", "data", corpus + ".txt");
    try {
      return Files.exists(data)
          ? Files.readString(data)
          : new String(bytes(corpus + ".txt"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a compressed file. */
  public static List<String> compressedLines(String file) {
    try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(bytes(file)))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A corpus as lines, each with its line end: the documents that the golden files are about. */
  public static List<String> lines(String corpus) {
    String text = text(corpus);
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }

  public static int[] ids(JsonNode list) {
    return elements(list).mapToInt(JsonNode::intValue).toArray();
  }

  public static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  /** The SHA-256 of lines joined by line ends. */
  public static String sha256(Stream<String> lines) {
    try {
      byte[] joined = String.join("\n", lines.toList()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(joined));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String file) {
    try (InputStream stream =
        Objects.requireNonNull(
            Golden.class.getResourceAsStream(file), () -> "no golden file " + file)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
