package dev.continuo.trainer.progress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * How many of a text's tokens stand verbatim in the training text.
 *
 * @param tokens of the text
 * @param of8 those within spans of at least 8 tokens
 * @param of16 those within spans of at least 16
 * @param of32 those within spans of at least 32
 */
public record VerbatimTokens(long tokens, long of8, long of16, long of32) {

  /** Those that an object in JSON tells; null where it tells none. */
  public static @Nullable VerbatimTokens read(JsonNode json) {
    return json.path("tokens").isIntegralNumber()
        ? new VerbatimTokens(
            json.path("tokens").asLong(),
            json.path("of8").asLong(),
            json.path("of16").asLong(),
            json.path("of32").asLong())
        : null;
  }

  /** Adds them to an object in JSON. */
  public void write(ObjectNode json) {
    json.put("tokens", tokens).put("of8", of8).put("of16", of16).put("of32", of32);
  }

  /** The tokens of two texts. */
  public VerbatimTokens plus(VerbatimTokens other) {
    return new VerbatimTokens(
        tokens + other.tokens, of8 + other.of8, of16 + other.of16, of32 + other.of32);
  }

  /** The share of the tokens that are within spans of at least 16. */
  public double share16() {
    return tokens == 0 ? 0 : (double) of16 / tokens;
  }
}
