package dev.continuo.cli.prompt;

import static dev.continuo.cli.prompt.TypedCommand.Group.LOOK;

import dev.continuo.cli.prompt.tree.TextNode;
import dev.continuo.cli.terminal.TraceLines;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.corpus.trace.TraceOptions;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a text stands in the training text; the index is opened when it is asked for first. */
final class TraceCommands implements AutoCloseable {

  private final Conversation conversation;
  private final Supplier<TraceIndex> open;
  private final Screen screen;
  private @Nullable TraceIndex index;

  TraceCommands(Conversation conversation, Supplier<TraceIndex> open, Screen screen) {
    this.conversation = conversation;
    this.open = open;
    this.screen = screen;
  }

  List<TypedCommand> list() {
    return List.of(
        new TypedCommand(
            LOOK,
            "/trace",
            "[TEXT]",
            "where TEXT, or the last continuation, stands in the training text",
            this::trace));
  }

  private void trace(String given) {
    String text = given.isBlank() ? lastContinuation() : given;
    if (index == null) {
      index = open.get();
    }
    screen.show(TraceLines.of(index.trace(text, TraceOptions.DEFAULTS), screen.colours()));
  }

  /** What the model wrote last on the way to the present place. */
  private String lastContinuation() {
    List<TextNode> path = conversation.tree().path(conversation.here());
    for (TextNode node : path.reversed()) {
      if (node.isModels() && !node.text().isBlank()) {
        return node.text();
      }
    }
    throw new PromptException(
        "/trace: expected a text, since the model has written nothing on the way to this place; /trace TEXT traces one");
  }

  @Override
  public void close() {
    if (index != null) {
      index.close();
    }
  }
}
