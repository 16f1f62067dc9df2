package dev.continuo.cli.reference;

import java.util.List;
import picocli.CommandLine;

/** All commands on one page of Markdown: docs/cli.md. */
public final class MarkdownReference {

  private MarkdownReference() {}

  /** The page, from a command and all below it. */
  public static String of(CommandLine root) {
    StringBuilder out = new StringBuilder("# The commands\n\n");
    out.append(
        """
        Written by `./continuo reference markdown > docs/cli.md`, from what `--help` says. Every command has `--help` (`-h`), and `--debug`, which
        also prints the stack trace of an error.
        """);
    List<CommandPage> pages = CommandPage.all(root);
    for (CommandPage page : pages) {
      append(out, page);
    }
    return out.toString();
  }

  private static void append(StringBuilder out, CommandPage page) {
    out.append("\n## ")
        .append(page.name())
        .append("\n\n")
        .append(page.description())
        .append("\n\n");
    page.synopsis().lines().forEach(line -> out.append("    ").append(line).append('\n'));
    for (CommandPage.Section section : page.sections()) {
      if (!section.heading().isEmpty()) {
        out.append("\n**").append(section.heading()).append("**\n");
      }
      out.append("\n| Option | Meaning |\n|---|---|\n");
      for (CommandPage.Entry entry : section.entries()) {
        out.append("| `").append(cell(entry.names())).append("` | ");
        out.append(cell(entry.meaning()).replace("<", "&lt;").replace("*", "\\*")).append(" |\n");
      }
    }
    if (!page.commands().isEmpty()) {
      out.append('\n');
      for (CommandPage.Entry entry : page.commands()) {
        out.append("- [").append(entry.names()).append("](#");
        out.append(entry.names().replace(' ', '-')).append("): ");
        out.append(entry.meaning()).append('\n');
      }
    }
    if (!page.footer().isEmpty()) {
      out.append("\n```\n").append(String.join("\n", page.footer())).append("\n```\n");
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
