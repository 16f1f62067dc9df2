package dev.continuo.model.text;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.CountedWeights;
import dev.continuo.model.weights.ExportType;
import dev.continuo.model.weights.GgufExport;
import dev.continuo.model.weights.GgufFile;
import dev.continuo.model.weights.HuggingFaceExport;
import dev.continuo.model.weights.ModelSource;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.files.AtomicFolder;
import dev.continuo.tokenizer.files.FileException;
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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model and its tokenizer, written for other programs: as a GGUF file, or as a folder that
 * transformers opens.
 *
 * @param model a run, a HuggingFace folder or a GGUF file
 * @param type of the weights; a folder has them in F32 or F16
 * @param origin who made the model, for a GGUF file
 * @param overwrite whether existing files may be replaced
 */
public record ModelExport(Path model, ExportType type, ModelOrigin origin, boolean overwrite) {

  /** The files of an exported folder; transformers cannot open it without the first. */
  private static final List<String> FOLDER_FILES =
      List.of(
          ConfigFile.NAME,
          ConfigFile.GENERATION_NAME,
          WeightFiles.NAME,
          Tokenizers.FILE_NAME,
          Tokenizers.CONFIG_NAME);

  /** An export that names nobody. */
  public ModelExport(Path model, ExportType type, boolean overwrite) {
    this(model, type, ModelOrigin.UNKNOWN, overwrite);
  }

  /**
   * Writes a GGUF file.
   *
   * @param progress hears how much of the weights has been read
   * @return what will be different in llama.cpp
   * @throws ModelException where the model is unsound or GGUF cannot hold it
   */
  public Optional<String> toGguf(Path file, CountedWeights.Progress progress) {
    new OverwriteRule(file, overwrite).check(modelFiles());
    try (ModelSource opened = ModelSource.open(model);
        Tokenizer tokenizer = tokenizer(opened)) {
      ModelSource source = counted(opened, progress);
      GgufVocabulary vocabulary =
          isGguf()
              ? ModelTokenizers.vocabulary(model)
              : GgufTokenizerExport.vocabulary(model.resolve(Tokenizers.FILE_NAME));
      GgufVocabulary padded = vocabulary.paddedTo(source.config().vocabularySize());
      BosTokens bos = tokenizer.bosTokens();
      GgufExport.write(
          source,
          name(),
          type,
          writer -> {
            described().write(writer);
            ModelTokenizers.write(padded, bos, source.config().endOfText(), writer);
            source.endsOfText().stream()
                .filter(id -> id != source.config().endOfText())
                .min(Comparator.naturalOrder())
                .ifPresent(id -> writer.integer(ModelTokenizers.END_OF_TURN, id));
          },
          file);
      return padded.difference();
    }
  }

  /** The origin that was given, or else what a GGUF file says. */
  private ModelOrigin described() {
    if (!isGguf()) {
      return origin;
    }
    try (GgufFile file = GgufFile.open(model)) {
      return origin.orElse(ModelOrigin.of(file.metadata()));
    }
  }

  /**
   * Writes a HuggingFace folder; what else lies in it stays.
   *
   * @param progress hears how much of the weights has been read
   * @throws ModelException where the model is unsound or the folder cannot be written
   */
  public void toFolder(Path folder, CountedWeights.Progress progress) {
    checkFolder(folder);
    try (ModelSource opened = ModelSource.open(model);
        Tokenizer tokenizer = tokenizer(opened);
        AtomicFolder filled = new AtomicFolder(folder, FOLDER_FILES)) {
      ModelSource source = counted(opened, progress);
      BosTokens bos = tokenizer.bosTokens();
      HuggingFaceExport.write(source, bos.first(), type, filled.path());
      writeTokenizer(source, bos, filled.path());
      checkFolder(folder); // again: it took a while
      filled.finish();
    } catch (IOException e) {
      throw new FileException(folder, e);
    }
  }

  private void writeTokenizer(ModelSource source, BosTokens bos, Path folder) throws IOException {
    if (isGguf()) {
      GgufVocabulary vocabulary = ModelTokenizers.vocabulary(model);
      AtomicFile.write(folder.resolve(Tokenizers.FILE_NAME), GgufTokenizers.toJson(vocabulary));
      AtomicFile.write(
          folder.resolve(Tokenizers.CONFIG_NAME),
          GgufTokenizers.toConfigJson(vocabulary, bos, source.config().endOfText()));
      return;
    }
    for (String name : List.of(Tokenizers.FILE_NAME, Tokenizers.CONFIG_NAME)) {
      Path from = model.resolve(name);
      if (Files.exists(from)) {
        AtomicFile.write(folder.resolve(name), Files.readAllBytes(from));
      }
    }
  }

  private void checkFolder(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new ModelException(folder + ": expected a folder to write, found a file");
    }
    try {
      if (OverwriteRule.isSame(folder, model)) {
        throw new ModelException(folder + ": expected a folder other than the model's own");
      }
    } catch (IOException e) {
      throw new FileException(folder, e);
    }
    if (Files.exists(folder)) {
      List<Path> read = modelFiles();
      FOLDER_FILES.forEach(name -> new OverwriteRule(folder.resolve(name), overwrite).check(read));
    }
  }

  private Tokenizer tokenizer(ModelSource source) {
    Tokenizer tokenizer = ModelTokenizers.open(model);
    int known = source.config().vocabularySize();
    if (tokenizer.vocabularySize() > known) {
      int found = tokenizer.vocabularySize();
      tokenizer.close();
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: expected a tokenizer of at most the model's %d tokens, found %d",
              model,
              known,
              found));
    }
    return tokenizer;
  }

  private static ModelSource counted(ModelSource source, CountedWeights.Progress progress) {
    return new ModelSource(
        source.config(),
        source.endsOfText(),
        new CountedWeights(source.weights(), source.config(), progress));
  }

  /** The files that are read, and so may not be written. */
  private List<Path> modelFiles() {
    if (!Files.isDirectory(model)) {
      return List.of(model);
    }
    try (Stream<Path> files = Files.list(model)) {
      return files.filter(ModelExport::isRead).toList();
    } catch (IOException e) {
      throw new ModelException(model + ": cannot be read: " + e, e);
    }
  }

  private static boolean isRead(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".json") || name.endsWith(".safetensors");
  }

  private boolean isGguf() {
    return Files.isRegularFile(model);
  }

  private String name() {
    String name = String.valueOf(model.toAbsolutePath().normalize().getFileName());
    return name.toLowerCase(Locale.ROOT).endsWith(".gguf")
        ? name.substring(0, name.length() - ".gguf".length())
        : name;
  }
}
