package dev.continuo.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.run.RunFolder;
import dev.continuo.model.generate.Generation;
import java.io.PrintWriter;
import java.util.Locale;

/** What a beam search found, printed. */
final class BeamReport {

  private final RunFolder run;
  private final boolean json;
  private final PrintWriter out;

  BeamReport(RunFolder run, boolean json, PrintWriter out) {
    this.run = run;
    this.json = json;
    this.out = out;
  }

  void print(String prompt, Generation found) throws JsonProcessingException {
    int[] ids = found.ids().stream().mapToInt(Integer::intValue).toArray();
    String continuation = run.tokenizer().decode(ids);
    if (json) {
      JsonMapper mapper = new JsonMapper();
      ObjectNode result = mapper.createObjectNode().put("prompt", prompt);
      result.put("continuation", continuation).put("tokens", ids.length);
      result.put("finish_reason", found.finishReason().name().toLowerCase(Locale.ROOT));
      out.println(mapper.writeValueAsString(result));
    } else {
      out.println(prompt + continuation);
    }
  }
}
