package dev.continuo.cli.command.option;

import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.model.text.Calculator;
import dev.continuo.model.text.GenerationTool;
import dev.continuo.model.text.Tools;
import dev.continuo.trainer.run.CorpusSearch;
import dev.continuo.trainer.run.RunTrace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which tools a net may call. */
public final class ToolOption {

  /** The option's name. */
  public static final String NAME = "--tool";

  /** The tools that come with Continuo. */
  private enum Tool {
    CALC,
    SEARCH
  }

  @Option(
      names = NAME,
      paramLabel = "calc|search",
      split = ",",
      description =
          "A tool that the net may call: calc answers [calc 12*7= with 84], search answers [search"
              + " whale= from the run's training text; can be given several times (default:"
              + " none).")
  private List<Tool> names = new ArrayList<>();

  /**
   * Tools and the index that they search.
   *
   * @param list the tools
   * @param index closed with it, where there is one
   */
  public record Opened(Tools list, @Nullable TraceIndex index) implements AutoCloseable {

    @Override
    public void close() {
      if (index != null) {
        index.close();
      }
    }
  }

  /** Opens the tools that were asked for, beside a model. */
  public Opened open(Path model) {
    TraceIndex index = names.contains(Tool.SEARCH) ? RunTrace.open(model) : null;
    List<GenerationTool> tools = new ArrayList<>();
    if (names.contains(Tool.CALC)) {
      tools.add(new Calculator());
    }
    if (index != null) {
      tools.add(new CorpusSearch(index));
    }
    return new Opened(Tools.of(tools), index);
  }
}
