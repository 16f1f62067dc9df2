package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

/** JSON in and out. */
public final class JsonBody {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** What the parser says about itself. */
  private static final Pattern PARSERS_OWN =
      Pattern.compile(" \\(start marker at .*|,? from `[^`]*`|: enable `[^`]*` to allow");

  private JsonBody() {}

  /** The object in a request's body. */
  static ObjectNode parse(byte[] body) {
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw ApiError.field("body", "a JSON object", node);
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      String at =
          place == null || place.getByteOffset() <= 0
              ? ""
              : String.format(Locale.ROOT, " at byte %d", place.getByteOffset());
      String found = PARSERS_OWN.matcher(e.getOriginalMessage()).replaceAll("");
      throw ApiError.invalid(400, "body: expected JSON, found%s: %s".formatted(at, found));
    } catch (IOException e) {
      throw ApiError.invalid(400, "body: expected JSON in UTF-8: " + e.getMessage());
    }
  }

  /** A value as JSON. */
  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
