package dev.continuo.cli.command.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.generate.TokenScore;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.text.TextScore;
import java.io.PrintWriter;
import java.util.Locale;

/** How likely a given continuation is, printed. */
final class ScoreReport {

  private final TextModel model;
  private final boolean json;
  private final PrintWriter out;

  ScoreReport(TextModel model, boolean json, PrintWriter out) {
    this.model = model;
    this.json = json;
    this.out = out;
  }

  void print(String prompt, String continuation) throws JsonProcessingException {
    TextScore score = model.score(prompt, continuation);
    double total = score.logProbability();
    int count = score.tokens().size();
    if (json) {
      JsonMapper mapper = new JsonMapper();
      ObjectNode result = mapper.createObjectNode().put("prompt", prompt);
      result.put("continuation", continuation).put("tokens", count);
      result.put("logprob", total);
      ArrayNode tokens = result.putArray("logprobs");
      for (TokenScore token : score.tokens()) {
        LogProbabilities.token(model.tokenizer(), token.id(), token.logProbability(), tokens)
            .put("is_likeliest", token.likeliest());
      }
      out.println(mapper.writeValueAsString(result));
    } else {
      out.printf(
          Locale.ROOT,
          "log-probability %.4f, %.4f per token of %d%n",
          total,
          total / Math.max(1, count),
          count);
    }
  }
}
