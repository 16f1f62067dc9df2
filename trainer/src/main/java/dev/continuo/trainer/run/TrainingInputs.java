package dev.continuo.trainer.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.corpus.hash.Digest;
import dev.continuo.corpus.read.InvalidBytes;
import dev.continuo.corpus.read.MarkdownRule;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.Source;
import dev.continuo.corpus.read.Sources;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code text.json}: the text that a run was made of and how it was cut, as a person named it, so
 * that the same command with {@code --resume} is known for the same.
 *
 * @param inputs the files and folders
 * @param validation the text to validate on; absent where a share is held out
 * @param validationShare that share
 * @param split where documents end
 * @param tokenizer the choice of one
 * @param vocabularySize what was asked for; absent where it followed from the text
 * @param steps names and versions of the user's own steps; absent in older files
 * @param formats names and versions of the user's own formats; absent in older files
 * @param reading how else files were read; absent in older files
 */
record TrainingInputs(
    List<Part> inputs,
    @Nullable Part validation,
    double validationShare,
    String split,
    String tokenizer,
    @Nullable Integer vocabularySize,
    @Nullable List<String> steps,
    @Nullable List<String> formats,
    @Nullable Reading reading) {

  private static final String STANDARD_INPUT = "-";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /**
   * A file, or all that is read below a folder.
   *
   * @param path as it was named
   * @param bytes of all files
   * @param digest of all files, one after the other; absent for standard input and pipes, which are
   *     read once
   */
  record Part(String path, long bytes, @Nullable String digest) {

    static Part of(Path path) {
      if (path.toString().equals(STANDARD_INPUT)) {
        return new Part(STANDARD_INPUT, 0, null);
      }
      List<String> digests = new ArrayList<>();
      long bytes = 0;
      try {
        for (Source source : Sources.find(List.of(path), problem -> {})) {
          if (!Files.isRegularFile(source.path())) {
            return new Part(path.toString(), 0, null);
          }
          bytes += Files.size(source.path());
          digests.add(text(Digest.of(source.path())));
        }
      } catch (IOException e) {
        throw new TrainingException(path + ": cannot be read: " + e, e);
      }
      return new Part(path.toString(), bytes, text(Digest.of(String.join(" ", digests))));
    }

    private static String text(Digest digest) {
      return String.format(Locale.ROOT, "%016x%016x", digest.high(), digest.low());
    }

    boolean isSameAs(@Nullable Part other) {
      return other != null && digest != null && digest.equals(other.digest);
    }

    String described() {
      return path + " (" + bytes + " bytes)";
    }
  }

  /**
   * How files were read.
   *
   * @param encoding as Java calls it; absent where it was found file by file
   */
  record Reading(
      @Nullable String encoding,
      InvalidBytes invalidBytes,
      String textField,
      MarkdownRule markdown,
      int maxDocumentBytes) {

    static Reading of(ReadOptions options) {
      return new Reading(
          options.encoding().map(Charset::name).orElse(null),
          options.invalidBytes(),
          options.textField(),
          options.markdown(),
          options.maximumDocumentBytes());
    }
  }

  TrainingInputs {
    inputs = List.copyOf(inputs);
    steps = steps == null ? null : List.copyOf(steps);
    formats = formats == null ? null : List.copyOf(formats);
  }

  /** What a request names. */
  static TrainingInputs of(TrainRequest request) {
    CorpusOptions corpus = request.corpus();
    return new TrainingInputs(
        corpus.inputs().stream().map(Part::of).toList(),
        corpus.validationFile().map(Part::of).orElse(null),
        corpus.validationShare(),
        corpus.reading().split().name(),
        request.settings().get(TextSettings.TOKENIZER),
        request.settings().find(TextSettings.VOCAB_SIZE),
        request.addedSteps(),
        request.addedFormats(),
        Reading.of(corpus.reading()));
  }

  void write(Path file) throws IOException {
    AtomicFile.write(file, (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** That of a run, or null where the run is older than these files or has another's corpus. */
  static @Nullable TrainingInputs read(Path file) {
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return JSON.readValue(Files.readAllBytes(file), TrainingInputs.class);
    } catch (JsonProcessingException e) {
      throw new TrainingException(
          file
              + ": expected the digests that Continuo wrote, found something else; go on without"
              + " naming the text",
          e);
    } catch (IOException e) {
      throw new TrainingException(file + ": cannot be read: " + e, e);
    }
  }

  /** All of them in a few words. */
  static String described(List<Part> parts) {
    return parts.stream().map(Part::described).collect(Collectors.joining(", "));
  }

  /** Whether other inputs hold the same text, wherever it lies now. */
  boolean hasText(List<Part> others) {
    return digests(inputs).equals(digests(others));
  }

  private static List<String> digests(List<Part> parts) {
    return parts.stream().map(part -> String.valueOf(part.digest())).sorted().toList();
  }
}
