package dev.continuo.cli.command.option;

import dev.continuo.model.text.Calculator;
import dev.continuo.model.text.GenerationTool;
import dev.continuo.model.text.Tools;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which tools a net may call. */
public final class ToolOption {

  /** The option's name. */
  public static final String NAME = "--tool";

  /** The tools that come with Continuo. */
  private enum Tool {
    CALC
  }

  @Option(
      names = NAME,
      paramLabel = "calc",
      split = ",",
      description =
          "A tool that the net may call: calc answers [calc 12*7= with 84] (default: none).")
  private List<Tool> names = new ArrayList<>();

  /** The tools that were asked for. */
  public Tools tools() {
    return Tools.of(
        names.stream()
            .distinct()
            .map(
                name ->
                    switch (name) {
                      case CALC -> (GenerationTool) new Calculator();
                    })
            .toList());
  }
}
