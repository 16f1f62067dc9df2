package dev.continuo.cli.command.generate;

import dev.continuo.cli.command.option.ComputeOption;
import dev.continuo.cli.command.option.ModelOption;
import dev.continuo.cli.command.option.ToolOption;
import dev.continuo.cli.command.option.WeightsOption;
import dev.continuo.cli.prompt.LineSource;
import dev.continuo.cli.prompt.PipedLines;
import dev.continuo.cli.prompt.PromptLoop;
import dev.continuo.cli.prompt.PromptModel;
import dev.continuo.cli.prompt.PromptSettings;
import dev.continuo.cli.prompt.Screen;
import dev.continuo.cli.prompt.TerminalLines;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.TextModel;
import dev.continuo.trainer.run.RunTrace;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code continuo prompt}: prompts are typed, continuations come as they are made. */
@Command(
    name = "prompt",
    description = "Type prompts and watch them being continued.",
    sortOptions = false,
    footer = {
      "",
      "At the prompt, /help lists what else can be typed; Ctrl-C stops a text, Ctrl-D leaves.",
      "",
      "Examples:",
      "  continuo prompt -m runs/novel",
      "  echo \"It was a dark\" | continuo prompt -m runs/novel --max-tokens 50"
    })
public final class PromptCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ModelOption model;

  @Mixin private WeightsOption weights;

  @Mixin private ComputeOption device;

  @Mixin private SamplingOptions sampling;

  @Mixin private ToolOption tool;

  @Override
  public Integer call() throws IOException {
    Long seed = sampling.seed();
    GenerationOptions options = sampling.toOptions(spec.commandLine(), 0);
    try (ToolOption.Opened tools = tool.open(model.path());
        TextModel texts =
            TextModel.open(model.path(), device.options(weights)).withTools(tools.list());
        LineSource lines = lines()) {
      SamplingOptions.checkIds(spec.commandLine(), options, texts);
      Path path = model.path();
      Screen screen =
          new Screen(
              spec.commandLine().getOut(), spec.commandLine().getErr(), Terminal.showsColours());
      if (lines instanceof TerminalLines) {
        screen.note(greeting(name(path), texts));
      }
      new PromptLoop(
              new PromptModel(name(path), texts, () -> RunTrace.open(path)),
              new PromptSettings(options, seed),
              lines,
              screen)
          .run();
    }
    return 0;
  }

  private static String greeting(String name, TextModel model) {
    return String.format(
        Locale.ROOT,
        "%s, %,d parameters: type a text, which it continues; /help lists the commands",
        name,
        model.config().parameterCount());
  }

  private static String name(Path model) {
    Path name = model.toAbsolutePath().normalize().getFileName();
    return String.valueOf(name == null ? model : name);
  }

  private static LineSource lines() throws IOException {
    boolean typed = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return typed ? new TerminalLines() : new PipedLines(System.in);
  }
}
