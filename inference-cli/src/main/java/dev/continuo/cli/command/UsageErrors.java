package dev.continuo.cli.command;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Wrong usage in one line, in the words of the command line and not of its parser. */
final class UsageErrors {

  private static final Pattern NOT_A_NUMBER =
      Pattern.compile("is not an? (int|Integer|long|Long|double|Double)$");
  private static final Pattern NO_CHOICE =
      Pattern.compile("expected one of \\[(.*?)\\] .*but was '(.*)'", Pattern.DOTALL);
  private static final Pattern PREFIX =
      Pattern.compile("Invalid value for [^:]*: (.*)", Pattern.DOTALL);

  private UsageErrors() {}

  static String describe(ParameterException e) {
    return switch (e) {
      case OverwrittenOptionException twice ->
          name(twice.getOverwritten()) + " was given twice; give it once";
      case UnmatchedArgumentException unknown -> unknown(unknown);
      case MissingParameterException missing -> missing(missing);
      default ->
          e.getArgSpec() == null ? message(e) : value(e.getArgSpec(), e.getValue(), message(e));
    };
  }

  private static String unknown(UnmatchedArgumentException e) {
    List<String> unknown = e.getUnmatched();
    String first = unknown.getFirst();
    boolean commands = !e.getCommandLine().getSubcommands().isEmpty();
    boolean option =
        e.isUnknownOption() && !e.getCommandLine().getCommandSpec().optionsMap().containsKey(first);
    String line;
    if (option) {
      line = "unknown option " + first;
    } else if (commands) {
      line = "unknown command " + first;
    } else {
      line = "unexpected arguments: " + String.join(" ", unknown);
    }
    List<String> similar = option || commands ? e.getSuggestions() : List.of();
    if (!similar.isEmpty()) {
      return line + "; did you mean " + String.join(" or ", similar) + "?";
    }
    if (option) {
      return line + "; put text that begins with - after --";
    }
    return commands ? line : line + "; put text with spaces in quotes";
  }

  private static String missing(MissingParameterException e) {
    List<ArgSpec> missing = e.getMissing();
    if (message(e).contains("parameter for option")) {
      return missing.stream().map(UsageErrors::name).collect(Collectors.joining(", "))
          + ": expected a value after it; write one that begins with - after =";
    }
    return missing.stream()
            .map(arg -> arg.isOption() ? name(arg) + " " + arg.paramLabel() : arg.paramLabel())
            .collect(Collectors.joining(" and "))
        + (missing.size() == 1 ? " is missing" : " are missing");
  }

  private static String value(ArgSpec arg, @Nullable String found, String message) {
    Matcher number = NOT_A_NUMBER.matcher(message);
    if (number.find()) {
      String expected =
          number.group(1).toLowerCase(Locale.ROOT).equals("double")
              ? "a number"
              : String.valueOf(found).matches("[+-]?\\d+")
                  ? "a smaller whole number"
                  : "a whole number";
      return name(arg) + ": expected " + expected + ", found " + found;
    }
    Matcher choice = NO_CHOICE.matcher(message);
    if (choice.find()) {
      String names = choice.group(1).toLowerCase(Locale.ROOT);
      return name(arg) + ": expected one of " + names + ", found " + choice.group(2);
    }
    Matcher other = PREFIX.matcher(message);
    return other.matches() ? name(arg) + ": " + other.group(1) : message;
  }

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }

  private static String message(ParameterException e) {
    return String.valueOf(e.getMessage());
  }
}
