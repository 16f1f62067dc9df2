package dev.continuo.cli.reference;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What {@code --help} says of a command, in parts.
 *
 * @param name its words, such as {@code continuo corpus build}
 * @param description what it does
 * @param synopsis how it is called
 * @param sections its parameters and options; the first has no heading
 * @param commands its subcommands and what they do
 * @param footer lines such as examples, as they stand
 */
record CommandPage(
    String name,
    String description,
    String synopsis,
    List<Section> sections,
    List<Entry> commands,
    List<String> footer) {

  /** Options that belong together. */
  record Section(String heading, List<Entry> entries) {}

  /** Names, with what they take, and what they mean. */
  record Entry(String names, String meaning) {}

  /** Options that every command has. */
  private static final Set<String> COMMON = Set.of("--debug", "--help");

  /** The command and all below it, each before its subcommands. */
  static List<CommandPage> all(CommandLine root) {
    List<CommandPage> pages = new ArrayList<>();
    pages.add(of(root));
    subcommands(root).forEach(command -> pages.addAll(all(command)));
    return pages;
  }

  private static Stream<CommandLine> subcommands(CommandLine command) {
    return new LinkedHashSet<>(command.getSubcommands().values())
        .stream().filter(one -> !one.getCommandSpec().usageMessage().hidden());
  }

  static CommandPage of(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    Help help = new Help(spec, Help.defaultColorScheme(Ansi.OFF));
    List<Section> sections = new ArrayList<>();
    List<ArgSpec> ungrouped = new ArrayList<>();
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      if (!parameter.hidden() && parameter.group() == null) {
        ungrouped.add(parameter);
      }
    }
    for (OptionSpec option : spec.options()) {
      if (option.group() == null) {
        ungrouped.add(option);
      }
    }
    add(sections, help, "", ungrouped);
    for (ArgGroupSpec group : spec.argGroups()) {
      String heading = group.heading() == null ? "" : group.heading().formatted().strip();
      List<ArgSpec> arguments = new ArrayList<>(group.allPositionalParametersNested());
      arguments.addAll(group.allOptionsNested());
      add(sections, help, heading.replaceFirst(":$", ""), arguments);
    }
    return new CommandPage(
        spec.qualifiedName(),
        joined(spec.usageMessage().description()),
        help.synopsis(0).strip(),
        sections,
        subcommands(command)
            .map(
                one ->
                    new Entry(
                        one.getCommandSpec().qualifiedName(),
                        joined(one.getCommandSpec().usageMessage().description())))
            .toList(),
        Stream.of(spec.usageMessage().footer())
            .map(line -> Ansi.OFF.string(line.formatted()).stripTrailing())
            .dropWhile(String::isEmpty)
            .toList());
  }

  private static void add(
      List<Section> sections, Help help, String heading, List<ArgSpec> arguments) {
    List<Entry> entries = new ArrayList<>();
    for (ArgSpec argument : arguments) {
      if (argument instanceof OptionSpec option) {
        if (!option.hidden() && !COMMON.contains(option.longestName())) {
          entries.add(new Entry(names(help, option), joined(option.description())));
        }
      } else {
        entries.add(new Entry(label(help, argument), joined(argument.description())));
      }
    }
    if (!entries.isEmpty()) {
      sections.add(new Section(heading, entries));
    }
  }

  private static String names(Help help, OptionSpec option) {
    String names =
        Stream.of(option.names())
            .map(name -> option.negatable() ? name.replaceFirst("^--", "--[no-]") : name)
            .collect(Collectors.joining(", "));
    return names + label(help, option);
  }

  private static String label(Help help, ArgSpec argument) {
    return help.parameterLabelRenderer()
        .renderParameterLabel(argument, Ansi.OFF, List.of())
        .toString();
  }

  private static String joined(String[] lines) {
    return Stream.of(lines)
        .map(line -> Ansi.OFF.string(line.formatted()).strip())
        .collect(Collectors.joining(" "))
        .strip();
  }

  /** A name of this page in a file or an address. */
  String id() {
    return name.replace(' ', '-').toLowerCase(Locale.ROOT);
  }
}
