package dev.continuo.cli.command.generate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.generate.TokenDetail;
import dev.continuo.model.generate.TokenProbability;
import dev.continuo.model.text.TextToken;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.List;
import java.util.Objects;

/** Tokens with their log-probabilities, as JSON. */
final class LogProbabilities {

  private LogProbabilities() {}

  static void write(Tokenizer tokenizer, List<TextToken> tokens, ArrayNode array) {
    for (TextToken written : tokens) {
      TokenDetail detail = Objects.requireNonNull(written.detail());
      ObjectNode token = token(tokenizer, detail.id(), detail.logProbability(), array);
      ArrayNode likeliest = token.putArray("likeliest");
      for (TokenProbability other : detail.likeliest()) {
        token(tokenizer, other.id(), Math.log(other.probability()), likeliest);
      }
    }
  }

  /** Adds one token. */
  static ObjectNode token(Tokenizer tokenizer, int id, double logProbability, ArrayNode array) {
    return array
        .addObject()
        .put("id", id)
        .put("token", tokenizer.decode(new int[] {id}))
        .put("logprob", logProbability);
  }
}
