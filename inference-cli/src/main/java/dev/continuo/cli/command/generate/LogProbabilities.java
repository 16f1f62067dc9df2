package dev.continuo.cli.command.generate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.generate.TokenDetail;
import dev.continuo.model.generate.TokenProbability;
import dev.continuo.model.text.TextToken;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.List;

/** Tokens with their log-probabilities, as JSON. */
final class LogProbabilities {

  private LogProbabilities() {}

  static void write(Tokenizer tokenizer, List<TextToken> tokens, ArrayNode array) {
    for (TextToken written : tokens) {
      TokenDetail detail = written.detail();
      if (detail == null) { // of a tool's answer
        token(tokenizer, written.id(), array).putNull("logprob").putNull("likeliest");
        continue;
      }
      ObjectNode token = token(tokenizer, detail.id(), detail.logProbability(), array);
      ArrayNode likeliest = token.putArray("likeliest");
      for (TokenProbability other : detail.likeliest()) {
        token(tokenizer, other.id(), Math.log(other.probability()), likeliest);
      }
    }
  }

  /** Adds one token. */
  static ObjectNode token(Tokenizer tokenizer, int id, double logProbability, ArrayNode array) {
    return token(tokenizer, id, array).put("logprob", logProbability);
  }

  private static ObjectNode token(Tokenizer tokenizer, int id, ArrayNode array) {
    return array.addObject().put("id", id).put("token", tokenizer.decode(new int[] {id}));
  }
}
