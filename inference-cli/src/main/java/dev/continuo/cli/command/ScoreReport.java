package dev.continuo.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.run.RunFolder;
import dev.continuo.model.generate.TokenScore;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** How likely a given continuation is, printed. */
final class ScoreReport {

  private final RunFolder run;
  private final boolean json;
  private final PrintWriter out;

  ScoreReport(RunFolder run, boolean json, PrintWriter out) {
    this.run = run;
    this.json = json;
    this.out = out;
  }

  void print(String prompt, int[] promptIds, String continuation) throws JsonProcessingException {
    List<TokenScore> scores =
        run.generator().score(promptIds, run.tokenizer().encode(continuation));
    double total = scores.stream().mapToDouble(TokenScore::logProbability).sum();
    if (json) {
      JsonMapper mapper = new JsonMapper();
      ObjectNode result = mapper.createObjectNode().put("prompt", prompt);
      result.put("continuation", continuation).put("tokens", scores.size());
      result.put("logprob", total);
      ArrayNode tokens = result.putArray("logprobs");
      for (TokenScore score : scores) {
        LogProbabilities.token(run.tokenizer(), score.id(), score.logProbability(), tokens)
            .put("is_likeliest", score.likeliest());
      }
      out.println(mapper.writeValueAsString(result));
    } else {
      out.printf(
          Locale.ROOT,
          "log-probability %.4f, %.4f per token of %d%n",
          total,
          total / Math.max(1, scores.size()),
          scores.size());
    }
  }
}
