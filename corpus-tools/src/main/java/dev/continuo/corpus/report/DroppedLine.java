package dev.continuo.corpus.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.read.ReadProblem;
import java.nio.charset.StandardCharsets;

/** A dropped document as a line of JSON: {@code {"document", "reason", "text"}}. */
public final class DroppedLine {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private DroppedLine() {}

  public static byte[] of(Document document, String reason) {
    return line(document.id(), reason)
        .put("text", document.text())
        .toString()
        .concat("\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A problem, with a message in place of the text. */
  public static byte[] of(ReadProblem problem) {
    String document =
        problem.place().isEmpty() ? problem.source() : problem.source() + ": " + problem.place();
    return line(document, problem.reason())
        .put("message", problem.message())
        .toString()
        .concat("\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode line(String document, String reason) {
    return MAPPER.createObjectNode().put("document", document).put("reason", reason);
  }
}
