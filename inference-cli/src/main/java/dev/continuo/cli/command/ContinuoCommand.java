package dev.continuo.cli.command;

import dev.continuo.cli.command.corpus.CorpusCommand;
import dev.continuo.cli.command.generate.ExportCommand;
import dev.continuo.cli.command.generate.GenerateCommand;
import dev.continuo.cli.command.generate.LensCommand;
import dev.continuo.cli.command.generate.PromptCommand;
import dev.continuo.cli.command.generate.TraceCommand;
import dev.continuo.cli.command.option.SettingOptions;
import dev.continuo.cli.command.serve.ServeCommand;
import dev.continuo.cli.command.study.StudyCommand;
import dev.continuo.cli.command.tokenizer.TokenizerCommand;
import dev.continuo.cli.command.train.AugmentCommand;
import dev.continuo.cli.command.train.DemoCommand;
import dev.continuo.cli.command.train.EvalCommand;
import dev.continuo.cli.command.train.ReportCommand;
import dev.continuo.cli.command.train.TrainCommand;
import dev.continuo.cli.terminal.ResultException;
import dev.continuo.cli.terminal.ResultStream;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.model.vector.VectorModule;
import dev.continuo.tokenizer.setting.NamesSettings;
import dev.continuo.trainer.config.UsageException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The continuo command. */
@Command(
    name = "continuo",
    versionProvider = ContinuoCommand.Version.class,
    description = "Raw text in, a model that continues it out.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Start here:",
      "  continuo demo                          bundled text, trained in minutes",
      "  continuo train my.txt -o runs/mine     your own text",
      "  continuo prompt -m runs/mine           type, and it continues",
      "",
      "Exit status: 0 success, 1 failure, 2 wrong usage, 141 output closed by its reader."
    })
public final class ContinuoCommand implements Callable<Integer> {

  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          CorpusCommand.class,
          TokenizerCommand.class,
          TrainCommand.class,
          AugmentCommand.class,
          ReportCommand.class,
          StudyCommand.class,
          EvalCommand.class,
          GenerateCommand.class,
          PromptCommand.class,
          TraceCommand.class,
          LensCommand.class,
          ServeCommand.class,
          ExportCommand.class,
          BenchCommand.class,
          DoctorCommand.class,
          ReferenceCommand.class);

  /** The commands that run or print others. */
  private static final Set<String> OF_OTHERS = Set.of(DemoCommand.NAME, ReferenceCommand.NAME);

  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  /** The status that a shell reports for a program ended by SIGPIPE. */
  private static final int READER_LEFT = 128 + 13;

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      description = "Print the stack trace of an error, too.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.",
      scope = ScopeType.INHERIT)
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @SuppressWarnings("UnusedVariable") // picocli reads it
  @Option(names = "--version", versionHelp = true, description = "Show the version.")
  private boolean version;

  /** Runs a command line; the status to exit with. */
  public static int run(String... arguments) {
    return run(
        ResultStream.standardOutput(),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        arguments);
  }

  static int run(PrintWriter results, PrintWriter errors, String... arguments) {
    List<String> words = asOptions(arguments);
    CommandLine line = line(words);
    line.setOut(results);
    line.setErr(errors);
    int status = 0;
    try {
      status = line.execute(words.toArray(String[]::new));
      results.flush();
      return status;
    } catch (ResultException e) {
      return status == 0 ? unwritten(errors, e) : status; // a failure is reported once
    } catch (OutOfMemoryError | LinkageError e) {
      errors.println("continuo: " + UserErrors.describe(e));
      return FAILED;
    }
  }

  /** {@code help train} is {@code train --help}, and {@code version} is {@code --version}. */
  private static List<String> asOptions(String... arguments) {
    List<String> words = new ArrayList<>(Arrays.asList(arguments));
    switch (words.isEmpty() ? "" : words.getFirst()) {
      case "help" -> Collections.rotate(words, -1);
      case "version" -> words.set(0, "--version");
      default -> {
        return words;
      }
    }
    words.replaceAll(word -> word.equals("help") ? "--help" : word);
    return words;
  }

  /** The command with all its subcommands and the handling of errors. */
  public static CommandLine line() {
    return line(command -> true);
  }

  /** The same for some arguments. To look at the options of each command takes most of a start. */
  private static CommandLine line(List<String> arguments) {
    boolean all = arguments.stream().anyMatch(OF_OTHERS::contains);
    return line(command -> all || arguments.contains(command.name()));
  }

  private static CommandLine line(Predicate<Command> whole) {
    ContinuoCommand root = new ContinuoCommand();
    CommandLine line = new CommandLine(root);
    for (Class<?> type : COMMANDS) {
      Command command = type.getAnnotation(Command.class);
      line.addSubcommand(
          command.name(), new CommandLine(whole.test(command) ? type : outline(command)));
    }
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExpandAtFiles(false);
    if (Terminal.isDumb()) {
      line.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
    }
    line.setExecutionStrategy(ContinuoCommand::execute);
    line.setParameterExceptionHandler(
        (e, rest) -> wrongUsage(e.getCommandLine(), UsageErrors.describe(e)));
    line.setExecutionExceptionHandler((e, command, result) -> root.failed(command, e));
    return line;
  }

  /** A command by name and description alone. */
  private static CommandSpec outline(Command command) {
    CommandSpec outline = CommandSpec.create().name(command.name());
    outline.usageMessage().description(command.description());
    return outline;
  }

  /** The artifact's version, which stands in the POM alone. */
  static final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = ContinuoCommand.class.getPackage().getImplementationVersion();
      return new String[] {"continuo " + (version == null ? "(not from an archive)" : version)};
    }
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }

  /** Adds the Vector API, which takes a moment that no {@code --help} needs. */
  private static int execute(ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    VectorModule.load();
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int wrongUsage(CommandLine command, String message) {
    PrintWriter errors = command.getErr();
    errors.println("continuo: " + message);
    errors.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return WRONG_USAGE;
  }

  private int failed(CommandLine command, Exception e) {
    if (e instanceof UsageException wrong) {
      return wrongUsage(command, message(wrong, command));
    }
    PrintWriter errors = command.getErr();
    if (e instanceof ResultException results) {
      return unwritten(errors, results);
    }
    errors.println("continuo: " + describe(command, e));
    if (debug) {
      e.printStackTrace(errors);
    }
    return FAILED;
  }

  private static String describe(CommandLine command, Exception e) {
    return e instanceof NamesSettings known ? message(known, command) : UserErrors.describe(e);
  }

  private static String message(NamesSettings e, CommandLine command) {
    return e.message(setting -> SettingOptions.named(command.getCommandSpec(), setting));
  }

  private static int unwritten(PrintWriter errors, ResultException e) {
    if (e.readerLeft()) {
      return READER_LEFT;
    }
    errors.println("continuo: " + e.getMessage());
    return FAILED;
  }
}
