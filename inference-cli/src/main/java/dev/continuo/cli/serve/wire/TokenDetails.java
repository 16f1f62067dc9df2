package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.generate.TokenDetail;
import dev.continuo.model.generate.TokenProbability;
import dev.continuo.model.text.TextToken;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens of an answer as the page needs them: each with its id, where it begins, its
 * log-probability, the entropy at its place in nats, and the likeliest others with their ids.
 */
final class TokenDetails {

  private static final int NONE = -1;

  private final CompletionRequest request;
  private final Tokenizer tokenizer;

  /** The last token of each choice so far: a token's text may depend on the one before. */
  private final Map<Integer, Integer> last = new HashMap<>();

  TokenDetails(CompletionRequest request, Tokenizer tokenizer) {
    this.request = request;
    this.tokenizer = tokenizer;
  }

  void put(ArrayNode target, int choice, List<TextToken> begun, int count) {
    for (TextToken token : begun) {
      int before = last.getOrDefault(choice, beginning(choice));
      ObjectNode written = target.addObject().put("id", token.id()).put("start", token.start());
      TokenDetail detail = token.detail();
      if (detail != null) {
        written.put("logprob", Math.max(Answer.LEAST, detail.logProbability()));
        written.put("entropy", detail.entropy());
        ArrayNode top = written.putArray("top");
        for (TokenProbability other : detail.likeliest(count)) {
          top.addObject()
              .put("id", other.id())
              .put("text", text(before, other.id()))
              .put("logprob", Math.max(Answer.LEAST, Math.log(other.probability())));
        }
      }
      last.put(choice, token.id());
    }
  }

  private int beginning(int choice) {
    int[] prompt = request.prompt(choice).ids();
    return prompt.length == 0 || request.echo() ? NONE : prompt[prompt.length - 1];
  }

  private String text(int before, int id) {
    return before == NONE ? tokenizer.decode(new int[] {id}) : tokenizer.decodeAfter(before, id);
  }
}
