package dev.continuo.cli.command.generate;

import dev.continuo.cli.command.option.ModelOption;
import dev.continuo.cli.command.option.QuietMixin;
import dev.continuo.cli.terminal.Task;
import dev.continuo.model.text.ModelExport;
import dev.continuo.model.weights.CountedWeights;
import dev.continuo.model.weights.DataType;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code continuo export}: a model for other programs. */
@Command(
    name = "export",
    description =
        "Write a model for other programs: GGUF for llama.cpp and ollama, or HuggingFace.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  continuo export -m runs/novel --format gguf --type q8_0 -o novel.gguf",
      "  continuo export -m novel.gguf --format hf -o novel"
    })
public final class ExportCommand implements Callable<Integer> {

  /** The kinds of files. */
  enum Format {
    GGUF,
    HF
  }

  /** The types of weights. */
  enum Type {
    F32(DataType.F32),
    F16(DataType.F16),
    Q8_0(DataType.Q8_0);

    private final DataType dataType;

    Type(DataType dataType) {
      this.dataType = dataType;
    }
  }

  @Spec private CommandSpec spec;

  @Mixin private ModelOption model;

  @Option(
      names = "--format",
      required = true,
      description = "gguf: one file; hf: a folder that transformers opens.")
  private Format format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      required = true,
      description = "The file or folder to write.")
  private Path output;

  @Option(
      names = "--type",
      defaultValue = "f32",
      description = "f32, f16, or in GGUF q8_0 (default: ${DEFAULT-VALUE}).")
  private Type type;

  @Option(names = "--overwrite", description = "Replace existing files.")
  private boolean overwrite;

  @Mixin private QuietMixin quiet;

  @Override
  public Integer call() {
    if (format == Format.HF && type == Type.Q8_0) {
      throw new ParameterException(
          spec.commandLine(), "--type: expected f32 or f16 with --format hf, found q8_0");
    }
    ModelExport export = new ModelExport(model.path(), type.dataType, overwrite);
    try (Task task = new Task(quiet.terminal(spec.commandLine()))) {
      CountedWeights.Progress progress =
          (read, all) -> task.at("exporting", read, all, Task.Unit.BYTES);
      switch (format) {
        case GGUF -> export.toGguf(output, progress);
        case HF -> export.toFolder(output, progress);
      }
    }
    spec.commandLine().getOut().println(output);
    return 0;
  }
}
