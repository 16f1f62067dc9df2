package dev.continuo.cli.command.generate;

import dev.continuo.cli.command.option.ModelOption;
import dev.continuo.cli.command.option.QuietMixin;
import dev.continuo.cli.terminal.Task;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.model.text.ModelExport;
import dev.continuo.model.text.ModelOrigin;
import dev.continuo.model.weights.CountedWeights;
import dev.continuo.model.weights.ExportType;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      description =
          "f32, f16, or in GGUF q8_0, q6_k, q4_k_m, q4_0, with the types per matrix of llama.cpp's quantize"
              + " (default: ${DEFAULT-VALUE}).")
  private ExportType type;

  @Option(
      names = "--author",
      paramLabel = "NAME",
      description = "Who made the model, for a GGUF file (default: what a GGUF model says).")
  private @Nullable String author;

  @Option(
      names = "--license",
      paramLabel = "NAME",
      description =
          "What may be done with it, such as apache-2.0, for a GGUF file (default: what a GGUF model says).")
  private @Nullable String license;

  @Option(names = "--overwrite", description = "Replace existing files.")
  private boolean overwrite;

  @Mixin private QuietMixin quiet;

  @Override
  public Integer call() {
    if (format == Format.HF && type.isQuantized()) {
      throw new ParameterException(
          spec.commandLine(),
          "--type: expected f32 or f16 with --format hf, found "
              + type.name().toLowerCase(Locale.ROOT));
    }
    if (format == Format.HF && (author != null || license != null)) {
      throw new ParameterException(
          spec.commandLine(),
          (author != null ? "--author" : "--license") + ": expected with --format gguf alone");
    }
    ModelOrigin origin = new ModelOrigin(Optional.ofNullable(author), Optional.ofNullable(license));
    ModelExport export = new ModelExport(model.path(), type, origin, overwrite);
    Terminal terminal = quiet.terminal(spec.commandLine());
    Optional<String> difference = Optional.empty();
    try (Task task = new Task(terminal)) {
      CountedWeights.Progress progress =
          (read, all) -> task.at("exporting", read, all, Task.Unit.BYTES);
      switch (format) {
        case GGUF -> difference = export.toGguf(output, progress);
        case HF -> export.toFolder(output, progress);
      }
    }
    difference.ifPresent(terminal::warn);
    spec.commandLine().getOut().println(output);
    return 0;
  }
}
