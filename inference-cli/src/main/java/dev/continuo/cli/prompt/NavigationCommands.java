package dev.continuo.cli.prompt;

import static dev.continuo.cli.prompt.TypedCommand.Group.TREE;

import dev.continuo.cli.prompt.tree.TextTree;
import dev.continuo.cli.prompt.tree.TreeDrawing;
import java.util.List;
import java.util.stream.Collectors;

/** Seeing the tree, and moving in it. */
final class NavigationCommands {

  private final Conversation conversation;
  private final Choices choices;
  private final LineSource lines;
  private final Screen screen;

  NavigationCommands(Conversation conversation, Choices choices, LineSource lines, Screen screen) {
    this.conversation = conversation;
    this.choices = choices;
    this.lines = lines;
    this.screen = screen;
  }

  List<TypedCommand> list() {
    return List.of(
        new TypedCommand(
            TREE, "/tree", "", "all texts: numbers, [names], mean log-probabilities", _ -> tree()),
        new TypedCommand(
            TREE,
            "/goto",
            "NUMBER|NAME",
            "go to a place of the tree; 0 is its beginning",
            this::go),
        new TypedCommand(
            TREE,
            "/name",
            "[NAME]",
            "name this place; without NAME take its name away",
            this::name),
        new TypedCommand(
            TREE, "/undo", "", "back to the place before; nothing leaves the tree", _ -> undo()),
        new TypedCommand(TREE, "/redo", "", "take /undo back", _ -> redo()));
  }

  private void tree() {
    screen.show(TreeDrawing.lines(conversation.tree(), lines.columns()));
  }

  private void go(String where) {
    String name = where.strip();
    if (name.isEmpty()) {
      throw new PromptException("/goto: expected a number or a name; /tree shows them");
    }
    conversation.go(place(name));
    shown();
  }

  private int place(String name) {
    TextTree tree = conversation.tree();
    if (name.matches("\\d{1,9}") && tree.has(Integer.parseInt(name))) {
      return Integer.parseInt(name);
    }
    List<Integer> named = tree.named(name);
    return switch (named.size()) {
      case 0 ->
          throw new PromptException(
              "/goto: expected a number or a name of the tree, found "
                  + name
                  + "; /tree shows them");
      case 1 -> named.getFirst();
      default ->
          throw new PromptException(
              "/goto: expected the name of one place, found "
                  + name
                  + ", which is that of "
                  + named.stream().map(String::valueOf).collect(Collectors.joining(" and "))
                  + "; go to one by its number");
    };
  }

  private void name(String given) {
    String name = given.strip();
    int here = conversation.here();
    if (here == TextTree.ROOT) {
      throw new PromptException("/name: the beginning of every text is 0 and has no other name");
    }
    if (name.matches("\\d+")) {
      throw new PromptException("/name: expected a name, found " + name + ", a number of the tree");
    }
    List<Integer> others = name.isEmpty() ? List.of() : conversation.tree().named(name);
    if (others.stream().anyMatch(other -> other != here)) {
      throw new PromptException(
          "/name: " + name + " is the name of " + others.getFirst() + "; choose another");
    }
    conversation.tree().name(here, name);
    screen.note(name.isEmpty() ? here + " has no name" : here + " is " + name);
  }

  private void undo() {
    if (!conversation.undo()) {
      throw new PromptException("nothing to undo");
    }
    shown();
  }

  private void redo() {
    if (!conversation.redo()) {
      throw new PromptException("nothing to redo");
    }
    shown();
  }

  private void shown() {
    choices.clear();
    screen.showTail(conversation.text());
    if (conversation.text().isBlank()) {
      screen.note("(nothing stands here yet)");
    }
  }
}
