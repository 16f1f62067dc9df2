package dev.continuo.cli.command.train;

import dev.continuo.cli.command.option.QuietMixin;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.cli.terminal.Task;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.tokenizer.files.OverwriteRule;
import dev.continuo.trainer.augment.CalculatorExamples;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code continuo augment}: training examples that are made. */
@Command(
    name = "augment",
    description = "Make training examples: of a tool, so that a net learns to call it.",
    sortOptions = false,
    footer = {
      "",
      "The examples are JSON Lines with id and text, which train and corpus build read.",
      "",
      "Examples:",
      "  continuo augment --tool calc -o calc.jsonl",
      "  continuo augment --tool calc --examples 50000 --seed 2 -o calc.jsonl",
      "  continuo train my-texts/ calc.jsonl -o runs/counting --minutes 20",
      "  continuo generate -m runs/counting \"Ann packs 12 boxes\" --tool calc"
    })
public final class AugmentCommand implements Callable<Integer> {

  /** The tools that examples are made of. */
  private enum Tool {
    CALC
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--tool",
      paramLabel = "calc",
      required = true,
      description = "Examples in which this tool is called: calc, the calculator.")
  private Tool tool;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The file to write.")
  private Path output;

  @Option(
      names = "--examples",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many examples (default: ${DEFAULT-VALUE}).")
  private int examples;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The same seed gives the same examples (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--overwrite", description = "Replace an existing file.")
  private boolean overwrite;

  @Mixin private QuietMixin quiet;

  @Override
  public Integer call() {
    new Usage(spec).within("--examples", examples, 1, Integer.MAX_VALUE);
    new OverwriteRule(output, overwrite).check(List.of());
    Terminal terminal = quiet.terminal(spec.commandLine());
    switch (tool) {
      case CALC -> {
        try (Task task = new Task(terminal)) {
          new CalculatorExamples(examples, seed)
              .write(output, done -> task.at("writing", done, examples, Task.Unit.DOCUMENTS));
        }
      }
    }
    terminal.note(String.format(Locale.ROOT, "%s: %,d examples", output, examples));
    return 0;
  }
}
