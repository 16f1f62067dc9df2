package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.corpus.trace.TraceOptions;
import java.util.Set;

/**
 * A request for where a text stands in the training text.
 *
 * @param text the text
 * @param options what is looked for
 */
public record TraceRequest(String text, TraceOptions options) {

  private static final String TEXT = "text";

  /**
   * Reads a request's body: {@code text}, {@code min_tokens}, {@code places} and {@code nearest}.
   *
   * @throws ApiError where something in it is wrong
   */
  public static TraceRequest read(byte[] body) {
    Set<String> known = Set.of(TEXT, "min_tokens", "places", "nearest");
    Fields fields = Fields.of(JsonBody.parse(body), "", known);
    TraceOptions defaults = TraceOptions.DEFAULTS;
    int most = TraceOptions.MOST;
    return new TraceRequest(
        fields.text(TEXT).orElseThrow(() -> ApiError.field(TEXT, "a string", (JsonNode) null)),
        new TraceOptions(
            fields.integer("min_tokens", 1, most).orElse(defaults.minTokens()),
            fields.integer("places", 0, most).orElse(defaults.places()),
            fields.integer("nearest", 0, most).orElse(defaults.nearest())));
  }
}
