package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.continuo.model.text.ToolCall;
import java.util.List;

/** Calls of tools as JSON. */
public final class ToolCallAnswer {

  private ToolCallAnswer() {}

  /** Adds calls to an array. */
  public static void write(List<ToolCall> calls, ArrayNode array) {
    for (ToolCall call : calls) {
      array
          .addObject()
          .put("tool", call.tool())
          .put("question", call.question())
          .put("answer", call.answer())
          .put("start", call.start())
          .put("tokens", call.tokens())
          .put("error", call.failure().orElse(null));
    }
  }
}
