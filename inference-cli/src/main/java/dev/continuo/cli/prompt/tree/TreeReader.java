package dev.continuo.cli.prompt.tree;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.continuo.tokenizer.json.JsonKeys;
import dev.continuo.tokenizer.unicode.WellFormed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads trees and texts from files that are not trusted. */
public final class TreeReader {

  private static final int LARGEST_TREE = 256 << 20;
  private static final int LARGEST_TEXT = 16 << 20;
  private static final int SHOWN = 40;
  private static final String MARK = "\uFEFF";

  private static final JsonMapper MAPPER = new JsonMapper();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build());
  }

  private final Path file;
  private @Nullable JsonNode format;
  private @Nullable JsonNode version;
  private JsonNode here = MissingNode.getInstance();
  private final Map<Integer, Integer> followed = new HashMap<>();
  private @Nullable List<TextNode> nodes;

  private TreeReader(Path file) {
    this.file = file;
  }

  /**
   * Reads a tree that the prompt saved or the page exported.
   *
   * @throws TreeException where the file is none, or cannot be read
   */
  public static TextTree read(Path file) {
    return new TreeReader(file).tree();
  }

  /**
   * Reads a text, without a line break at its end.
   *
   * @throws TreeException where the file is not UTF-8, or cannot be read
   */
  public static String readText(Path file) {
    byte[] bytes = bytes(file, LARGEST_TEXT);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String plain = (text.startsWith(MARK) ? text.substring(1) : text).replace("\r\n", "\n");
      return plain.endsWith("\n") ? plain.substring(0, plain.length() - 1) : plain;
    } catch (CharacterCodingException e) {
      throw new TreeException(file + ": expected text in UTF-8, found other bytes", e);
    }
  }

  private static byte[] bytes(Path file, int most) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new TreeException(
            String.format(Locale.ROOT, "%s: expected at most %,d bytes, found more", file, most));
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new TreeException(file + ": no such file", e);
    } catch (IOException e) {
      throw new TreeException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private TextTree tree() {
    try (JsonParser json = MAPPER.getFactory().createParser(bytes(file, LARGEST_TREE))) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          field(json.currentName(), json);
        }
        if (json.nextToken() != null) {
          throw wrong("", "nothing after the tree", json.currentToken().toString());
        }
      }
    } catch (JsonProcessingException e) {
      throw new TreeException(
          String.format(
              Locale.ROOT,
              "%s: not whole JSON at line %d, column %d: %s",
              file,
              e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
              e.getLocation() == null ? 0 : e.getLocation().getColumnNr(),
              e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw new TreeException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
    if (nodes == null || format == null || !format.asText().equals(TreeFile.FORMAT)) {
      throw new TreeException(
          file
              + ": expected a tree that /save or the page's export wrote (\"format\": \""
              + TreeFile.FORMAT
              + "\"), found something else");
    }
    if (version == null || version.asInt() != TreeFile.VERSION) {
      throw wrong("version", "" + TreeFile.VERSION, version + "; a newer Continuo wrote it");
    }
    try {
      return TextTree.of(nodes, here.asInt(-1), followed);
    } catch (TreeException e) {
      throw new TreeException(file + ": " + e.getMessage(), e);
    }
  }

  private void field(String name, JsonParser json) throws IOException {
    json.nextToken();
    switch (name) {
      case "format" -> format = json.readValueAsTree();
      case "version" -> version = json.readValueAsTree();
      case "here" -> here = json.readValueAsTree();
      case "followed" -> {
        JsonNode pairs = json.readValueAsTree();
        pairs.forEach(pair -> followed.put(pair.path(0).asInt(-1), pair.path(1).asInt(-1)));
      }
      case "nodes" -> nodes = readNodes(json);
      default -> json.skipChildren();
    }
  }

  private List<TextNode> readNodes(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw wrong("nodes", "an array", json.getText());
    }
    List<TextNode> read = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      JsonNode node = json.readValueAsTree();
      read.add(node(node, "nodes[" + read.size() + "]"));
    }
    return read;
  }

  private TextNode node(JsonNode json, String place) {
    if (!json.isObject()) {
      throw wrong(place, "an object", json);
    }
    int id = id(json.path("id"), place + ".id");
    boolean root = id == TextTree.ROOT;
    List<Integer> children = new ArrayList<>();
    for (JsonNode child : array(json, "children", place)) {
      children.add(id(child, place + ".children"));
    }
    String text = text(json, "text", place);
    List<TreeToken> tokens = new ArrayList<>();
    for (JsonNode token : array(json, "tokens", place)) {
      tokens.add(token(token, place + ".tokens[" + tokens.size() + "]"));
    }
    if (root && !text.isEmpty()) {
      throw wrong(place + ".text", "nothing, since every text begins after it", json.path("text"));
    }
    if (!tokens.isEmpty() && !TextNode.text(tokens).equals(text)) {
      throw wrong(place + ".text", "the text of its tokens", json.path("text"));
    }
    return new TextNode(
        id,
        root ? -1 : id(json.path("parent"), place + ".parent"),
        children,
        text,
        tokens,
        text(json, "name", place),
        json.path("kept").asBoolean(),
        json.path("ended").asBoolean());
  }

  private TreeToken token(JsonNode json, String place) {
    List<TreeToken.Other> likeliest = new ArrayList<>();
    for (JsonNode other : array(json, "top", place)) {
      String at = place + ".top[" + likeliest.size() + "]";
      Double logProbability = number(other, "logprob", at);
      if (logProbability != null) {
        likeliest.add(
            new TreeToken.Other(
                id(other.path("id"), at + ".id"), text(other, "text", at), logProbability));
      }
    }
    return new TreeToken(
        id(json.path("id"), place + ".id"),
        text(json, "text", place),
        number(json, "logprob", place),
        number(json, "entropy", place),
        likeliest,
        json.path("cut").asBoolean());
  }

  private int id(JsonNode json, String place) {
    if (!json.isIntegralNumber() || json.asLong() < 0 || json.asLong() > TextTree.LARGEST_ID) {
      throw wrong(place, "a number from 0 to " + TextTree.LARGEST_ID, json);
    }
    return json.asInt();
  }

  private String text(JsonNode json, String field, String place) {
    JsonNode value = json.path(field);
    if (!value.isTextual() && !JsonKeys.isAbsent(value)) {
      throw wrong(place + "." + field, "a text", value);
    }
    return WellFormed.of(value.asText(""));
  }

  private @Nullable Double number(JsonNode json, String field, String place) {
    JsonNode value = json.path(field);
    if (!value.isNumber() && !JsonKeys.isAbsent(value)) {
      throw wrong(place + "." + field, "a number", value);
    }
    return value.isNumber() ? value.asDouble() : null;
  }

  private JsonNode array(JsonNode json, String field, String place) {
    JsonNode value = json.path(field);
    if (!value.isArray() && !JsonKeys.isAbsent(value)) {
      throw wrong(place + "." + field, "an array", value);
    }
    return value;
  }

  private TreeException wrong(String place, String expected, JsonNode found) {
    String shown = found.isMissingNode() ? "nothing" : JsonKeys.shortened(found, SHOWN);
    return wrong(place, expected, shown);
  }

  private TreeException wrong(String place, String expected, String found) {
    String at = place.isEmpty() ? "" : place + ": ";
    return new TreeException(file + ": " + at + "expected " + expected + ", found " + found);
  }
}
