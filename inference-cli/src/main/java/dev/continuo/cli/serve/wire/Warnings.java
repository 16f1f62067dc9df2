package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The field {@code warnings} of answers, which only an answer with warnings has. */
public final class Warnings {

  private Warnings() {}

  /** Puts warnings into an answer. */
  public static void put(ObjectNode answer, List<String> warnings) {
    if (!warnings.isEmpty()) {
      ArrayNode array = answer.putArray("warnings");
      warnings.forEach(array::add);
    }
  }
}
