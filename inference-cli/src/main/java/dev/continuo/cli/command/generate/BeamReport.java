package dev.continuo.cli.command.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.text.Continuation;
import java.io.PrintWriter;
import java.util.Locale;

/** What a beam search found, printed. */
final class BeamReport {

  private final boolean json;
  private final PrintWriter out;

  BeamReport(boolean json, PrintWriter out) {
    this.json = json;
    this.out = out;
  }

  void print(String prompt, Continuation found) throws JsonProcessingException {
    if (json) {
      JsonMapper mapper = new JsonMapper();
      ObjectNode result = mapper.createObjectNode().put("prompt", prompt);
      result.put("continuation", found.text()).put("tokens", found.tokenCount());
      result.put("finish_reason", found.finishReason().name().toLowerCase(Locale.ROOT));
      out.println(mapper.writeValueAsString(result));
    } else {
      out.println(prompt + found.text());
    }
  }
}
