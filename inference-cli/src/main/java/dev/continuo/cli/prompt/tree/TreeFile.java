package dev.continuo.cli.prompt.tree;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.files.FileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A tree in a file, as the page of {@code continuo serve} exports and imports it:
 *
 * <pre>
 * {"format":"continuo-text","version":1,"title":…,"model":…,"settings":…,"here":2,"followed":[[0,1]],"nodes":[
 * {"id":0,"parent":null,"children":[1],"text":"","tokens":null,"name":"","kept":false,"ended":false},
 * {"id":1,"parent":0,"children":[],"text":"The","tokens":[{"id":7,"text":"The","logprob":-1.5,…}],…}
 * ]}
 * </pre>
 */
public final class TreeFile {

  static final String FORMAT = "continuo-text";
  static final int VERSION = 1;

  private static final JsonMapper MAPPER = new JsonMapper();

  private TreeFile() {}

  /** Whether a file of this name holds a tree, rather than a text. */
  public static boolean isNamed(Path file) {
    return file.toString().regionMatches(true, file.toString().length() - 5, ".json", 0, 5);
  }

  /**
   * Writes a tree.
   *
   * @param title what the text is called
   * @param model the name of the model that wrote in it
   * @param settings how it is continued, as the page calls them
   * @throws FileException where the file cannot be written
   */
  public static void write(
      Path file, String title, String model, ObjectNode settings, TextTree tree) {
    try (AtomicFile whole = new AtomicFile(file);
        JsonGenerator json = MAPPER.createGenerator(whole.out())) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("format", FORMAT);
      json.writeNumberField("version", VERSION);
      json.writeStringField("title", title);
      json.writeStringField("model", model);
      json.writeObjectField("settings", settings);
      json.writeNumberField("here", tree.here());
      ArrayNode followed = MAPPER.createArrayNode();
      tree.followed().forEach((from, to) -> followed.addArray().add(from).add(to));
      json.writeObjectField("followed", followed);
      json.writeArrayFieldStart("nodes");
      for (TextNode node : tree.nodes()) {
        json.writeRaw('\n');
        json.writeObject(object(node));
      }
      json.writeRaw('\n');
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
      json.flush();
      whole.finish();
    } catch (IOException e) {
      throw new FileException(file, e);
    }
  }

  private static ObjectNode object(TextNode node) {
    ObjectNode json = MAPPER.createObjectNode().put("id", node.id());
    if (node.id() == TextTree.ROOT) {
      json.putNull("parent");
    } else {
      json.put("parent", node.parent());
    }
    node.children().forEach(json.putArray("children")::add);
    json.put("text", node.text());
    if (node.isModels()) {
      ArrayNode tokens = json.putArray("tokens");
      node.tokens().forEach(token -> put(token, tokens.addObject()));
    } else {
      json.putNull("tokens");
    }
    return json.put("name", node.name()).put("kept", node.kept()).put("ended", node.ended());
  }

  private static void put(TreeToken token, ObjectNode json) {
    json.put("id", token.id());
    if (token.logProbability() != null) {
      json.put("logprob", token.logProbability());
    }
    if (token.entropy() != null) {
      json.put("entropy", token.entropy());
    }
    if (!token.likeliest().isEmpty()) {
      ArrayNode top = json.putArray("top");
      for (TreeToken.Other other : token.likeliest()) {
        top.addObject()
            .put("id", other.id())
            .put("text", other.text())
            .put("logprob", other.logProbability());
      }
    }
    json.put("text", token.text());
    if (token.cut()) {
      json.put("cut", true);
    }
  }

  /** Writes a text alone, with a line break at its end. */
  public static void writeText(Path file, String text) {
    AtomicFile.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
