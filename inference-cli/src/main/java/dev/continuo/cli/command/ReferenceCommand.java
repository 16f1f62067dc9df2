package dev.continuo.cli.command;

import dev.continuo.cli.reference.ManPages;
import dev.continuo.cli.reference.MarkdownReference;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = ReferenceCommand.NAME,
    description = "Print the commands as completion for a shell, a manual page, or Markdown.",
    footer = {
      "",
      "Examples:",
      "  source <(continuo reference completion)      completion in bash and zsh",
      "  continuo reference man train | man -l -      a manual page"
    })
final class ReferenceCommand implements Runnable {

  static final String NAME = "reference";

  private enum Form {
    COMPLETION,
    MAN,
    MARKDOWN
  }

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FORM",
      description = "What to print: completion, man or markdown.")
  private Form form;

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description = "The command whose manual page to print, such as corpus build.")
  private String[] command = {};

  @Override
  public void run() {
    CommandLine root = spec.root().commandLine();
    PrintWriter out = spec.commandLine().getOut();
    switch (form) {
      case COMPLETION -> out.print(AutoComplete.bash(root.getCommandName(), root));
      case MAN -> out.print(ManPages.of(named(root)).values().iterator().next());
      case MARKDOWN -> out.print(MarkdownReference.of(root));
    }
  }

  private CommandLine named(CommandLine root) {
    CommandLine found = root;
    for (String word : command) {
      CommandLine next = found.getSubcommands().get(word);
      if (next == null) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "COMMAND: expected one of %s, found %s"
                .formatted(String.join(", ", found.getSubcommands().keySet()), word));
      }
      found = next;
    }
    return found;
  }
}
