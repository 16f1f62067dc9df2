package dev.continuo.cli.command.generate;

import dev.continuo.cli.command.option.ModelOption;
import dev.continuo.cli.command.option.QuietMixin;
import dev.continuo.cli.terminal.Task;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.text.ModelTokenizers;
import dev.continuo.model.weights.CountedWeights;
import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.GgufExport;
import dev.continuo.model.weights.HuggingFaceExport;
import dev.continuo.model.weights.ModelSource;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.files.AtomicFolder;
import dev.continuo.tokenizer.files.OverwriteRule;
import dev.continuo.tokenizer.gguf.GgufTokenizerExport;
import dev.continuo.tokenizer.gguf.GgufTokenizers;
import dev.continuo.tokenizer.gguf.GgufVocabulary;
import dev.continuo.tokenizer.postprocessor.BosTokens;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

  /** The files of an exported folder; transformers cannot open it without the first. */
  private static final List<String> FOLDER_FILES =
      List.of(
          ConfigFile.NAME,
          ConfigFile.GENERATION_NAME,
          WeightFiles.NAME,
          Tokenizers.FILE_NAME,
          Tokenizers.CONFIG_NAME);

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
  public Integer call() throws IOException {
    if (format == Format.HF && type == Type.Q8_0) {
      throw new ParameterException(
          spec.commandLine(), "--type: expected f32 or f16 with --format hf, found q8_0");
    }
    checkOutput();
    try (ModelSource opened = ModelSource.open(model.path());
        Task task = new Task(quiet.terminal(spec.commandLine()));
        Tokenizer tokenizer = ModelTokenizers.open(model.path())) {
      ModelSource source =
          new ModelSource(
              opened.config(),
              opened.endsOfText(),
              new CountedWeights(
                  opened.weights(),
                  opened.config(),
                  (read, all) -> task.at("exporting", read, all, Task.Unit.BYTES)));
      int known = source.config().vocabularySize();
      if (tokenizer.vocabularySize() > known) {
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "%s: expected a tokenizer of at most the model's %d tokens, found %d",
                model.path(),
                known,
                tokenizer.vocabularySize()));
      }
      switch (format) {
        case GGUF -> writeGguf(source, tokenizer.bosTokens());
        case HF -> writeFolder(source, tokenizer.bosTokens());
      }
    }
    spec.commandLine().getOut().println(output);
    return 0;
  }

  private void writeGguf(ModelSource source, BosTokens bos) {
    GgufVocabulary vocabulary =
        isGguf()
            ? ModelTokenizers.vocabulary(model.path())
            : GgufTokenizerExport.vocabulary(model.path().resolve(Tokenizers.FILE_NAME));
    GgufVocabulary padded = vocabulary.paddedTo(source.config().vocabularySize());
    GgufExport.write(
        source,
        name(),
        type.dataType,
        writer -> ModelTokenizers.write(padded, bos, source.config().endOfText(), writer),
        output);
  }

  private void writeFolder(ModelSource source, BosTokens bos) throws IOException {
    try (AtomicFolder folder = new AtomicFolder(output, FOLDER_FILES)) {
      HuggingFaceExport.write(source, bos.first(), type.dataType, folder.path());
      Path tokenizer = folder.path().resolve(Tokenizers.FILE_NAME);
      if (isGguf()) {
        GgufVocabulary vocabulary = ModelTokenizers.vocabulary(model.path());
        AtomicFile.write(tokenizer, GgufTokenizers.toJson(vocabulary));
        AtomicFile.write(
            folder.path().resolve(Tokenizers.CONFIG_NAME),
            GgufTokenizers.toConfigJson(vocabulary, bos, source.config().endOfText()));
      } else {
        for (String file : List.of(Tokenizers.FILE_NAME, Tokenizers.CONFIG_NAME)) {
          Path from = model.path().resolve(file);
          if (Files.exists(from)) {
            AtomicFile.write(folder.path().resolve(file), Files.readAllBytes(from));
          }
        }
      }
      checkOutput(); // again: it took a while
      folder.finish();
    }
  }

  private void checkOutput() throws IOException {
    List<Path> read = modelFiles();
    switch (format) {
      case GGUF -> new OverwriteRule(output, overwrite).check(read);
      case HF -> {
        if (Files.exists(output) && !Files.isDirectory(output)) {
          throw new ModelException(output + ": expected a folder to write, found a file");
        }
        if (OverwriteRule.isSame(output, model.path())) {
          throw new ModelException(output + ": expected a folder other than the model's own");
        }
        if (Files.exists(output)) {
          FOLDER_FILES.forEach(
              name -> new OverwriteRule(output.resolve(name), overwrite).check(read));
        }
      }
    }
  }

  private List<Path> modelFiles() throws IOException {
    if (!Files.isDirectory(model.path())) {
      return List.of(model.path());
    }
    try (Stream<Path> files = Files.list(model.path())) {
      return files.filter(ExportCommand::isRead).toList();
    }
  }

  private static boolean isRead(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".json") || name.endsWith(".safetensors");
  }

  private boolean isGguf() {
    return Files.isRegularFile(model.path());
  }

  private String name() {
    String name = String.valueOf(model.path().toAbsolutePath().normalize().getFileName());
    return name.toLowerCase(Locale.ROOT).endsWith(".gguf")
        ? name.substring(0, name.length() - ".gguf".length())
        : name;
  }
}
