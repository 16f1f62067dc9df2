package dev.continuo.cli.prompt;

import dev.continuo.cli.prompt.tree.TextNode;
import dev.continuo.cli.prompt.tree.TextTree;
import java.util.List;

/** What may be typed next: commands, settings and names of the tree. */
public final class Completions {

  private final List<String> commands;
  private final TextTree tree;

  Completions(List<String> commands, TextTree tree) {
    this.commands = commands;
    this.tree = tree;
  }

  /**
   * The words that may stand at a place; those that do not begin as the word there are among them.
   *
   * @param before the words before it
   */
  List<String> after(List<String> before) {
    return switch (before.size()) {
      case 0 -> commands;
      case 1 ->
          switch (before.getFirst()) {
            case "/set" -> PromptSetting.ALL.stream().map(PromptSetting::name).toList();
            case "/goto" -> names();
            default -> List.of();
          };
      default -> List.of();
    };
  }

  /** Whether a file's name may stand there. */
  boolean areFiles(List<String> before) {
    return !before.isEmpty() && List.of("/save", "/load").contains(before.getFirst());
  }

  private List<String> names() {
    return tree.nodes().stream().map(TextNode::name).filter(name -> !name.isEmpty()).toList();
  }
}
