package dev.continuo.cli.prompt;

import dev.continuo.model.text.TextStream;
import dev.continuo.model.text.ToolCall;
import java.util.List;
import java.util.Locale;

/** What a person is told of the calls of tools in a text. */
public final class ToolNotes {

  private ToolNotes() {}

  /** A line for each call without an answer. */
  public static List<String> of(List<ToolCall> calls) {
    return calls.stream()
        .filter(call -> call.failure().isPresent())
        .map(call -> "%s %s: %s".formatted(call.tool(), call.question(), call.failure().get()))
        .toList();
  }

  /** How many tokens of a text are of tools' answers, where there are any. */
  public static String ofTokens(TextStream stream) {
    return stream.appendedCount() == 0
        ? ""
        : String.format(Locale.ROOT, ", %,d of them by tools", stream.appendedCount());
  }
}
