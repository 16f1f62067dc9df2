package dev.continuo.cli.prompt;

import dev.continuo.cli.prompt.TypedCommand.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jline.reader.impl.ReaderUtils;

/** The commands by their names. */
final class CommandTable {

  static final String HELP = "/help";
  static final String QUIT = "/quit";
  static final String WRITE_SLASH = "to write text that begins with /, type //";

  private static final int COLUMNS = 29;

  private static final List<String> TEXT_HELP =
      List.of(
          row("TEXT", "begin a text, which is continued; Alt-Enter begins a new line in it"),
          row("//TEXT", "the same with a text that begins with /"),
          row("an empty line", "go on with the text"));

  private static final List<String> END_HELP =
      List.of(
          row(QUIT, "leave (also Ctrl-D)"),
          "",
          "Ctrl-C or Escape stops what is written; lines typed meanwhile are answered after it");

  private final List<TypedCommand> commands;

  CommandTable(List<TypedCommand> commands) {
    this.commands = List.copyOf(commands);
  }

  /** All names, those of leaving and help among them. */
  List<String> names() {
    List<String> names = new ArrayList<>(commands.stream().map(TypedCommand::name).toList());
    names.add(HELP);
    names.add(QUIT);
    return names;
  }

  /** The command of a name. */
  Optional<TypedCommand> find(String name) {
    return commands.stream().filter(command -> command.name().equals(name)).findFirst();
  }

  /** What to tell of a name that no command has. */
  String unknown(String name) {
    return "no such command: "
        + name
        + nearest(name).map(near -> "; did you mean " + near + "?").orElse("; /help lists them")
        + " "
        + "("
        + WRITE_SLASH
        + ")";
  }

  private Optional<String> nearest(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return names().stream()
        .filter(known -> distance(known, lower) <= Math.max(1, known.length() / 3))
        .min(
            Comparator.<String>comparingInt(known -> distance(known, lower))
                .thenComparingInt(String::length));
  }

  private static int distance(String known, String name) {
    return known.startsWith(name) && name.length() > 1 ? 0 : ReaderUtils.distance(known, name);
  }

  /** All commands in groups, a line each. */
  List<String> help() {
    List<String> lines = new ArrayList<>();
    for (Group group : Group.values()) {
      lines.add((lines.isEmpty() ? "" : "\n") + group.title());
      if (group == Group.WRITE) {
        lines.addAll(TEXT_HELP);
      }
      for (TypedCommand command : commands) {
        if (command.group() == group) {
          lines.add(row((command.name() + " " + command.arguments()).strip(), command.help()));
        }
      }
    }
    lines.addAll(END_HELP);
    return lines;
  }

  private static String row(String typed, String help) {
    return String.format(Locale.ROOT, "  %-" + COLUMNS + "s %s", typed, help);
  }
}
