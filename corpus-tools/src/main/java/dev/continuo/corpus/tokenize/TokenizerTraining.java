package dev.continuo.corpus.tokenize;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.read.DocumentReader;
import dev.continuo.corpus.read.Formats;
import dev.continuo.corpus.read.ReadListener;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.Source;
import dev.continuo.corpus.read.Sources;
import dev.continuo.tokenizer.files.OutputException;
import dev.continuo.tokenizer.files.OverwriteRule;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.text.Compression;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.tokenizer.train.BytePairOptions;
import dev.continuo.tokenizer.train.TrainedTokenizer;
import dev.continuo.tokenizer.train.TrainingProgress;
import dev.continuo.tokenizer.train.VocabularyKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From text files to a {@code tokenizer.json}, measured on text that it was not learned from.
 *
 * <pre>{@code
 * TokenizerTraining.on(List.of(Path.of("texts")))
 *     .bytePairs(BytePairOptions.ofSize(32_000))
 *     .into(Path.of("tokenizer.json"));
 * }</pre>
 */
public final class TokenizerTraining {

  private final List<Path> inputs;
  private ReadOptions reading = ReadOptions.DEFAULT;
  private VocabularyKind kind = VocabularyKind.BPE;
  private BytePairOptions bytePairs = BytePairOptions.DEFAULT;
  private @Nullable Path validation;
  private boolean overwrite;

  private TokenizerTraining(List<Path> inputs) {
    this.inputs = List.copyOf(inputs);
  }

  /** A training on files, folders and patterns. */
  public static TokenizerTraining on(List<Path> inputs) {
    return new TokenizerTraining(inputs);
  }

  /** Says how files become documents. */
  public TokenizerTraining reading(ReadOptions options) {
    reading = options;
    return this;
  }

  /** Says what a token is; byte pairs, unless another kind is asked for. */
  public TokenizerTraining kind(VocabularyKind newKind) {
    kind = newKind;
    return this;
  }

  /** Says how byte pairs are learned. */
  public TokenizerTraining bytePairs(BytePairOptions options) {
    bytePairs = options;
    return this;
  }

  /**
   * Names the text to measure on. Without it, that is every hundredth document, up to a few
   * megabytes, which is then not learned from.
   */
  public TokenizerTraining measuredOn(Path text) {
    validation = text;
    return this;
  }

  /** Replaces files that are there. */
  public TokenizerTraining overwrite() {
    overwrite = true;
    return this;
  }

  /** Learns, and writes {@code tokenizer.json} and what goes beside it. */
  public LearnedTokenizer into(Path file) {
    return into(file, ReadListener.strict(), TrainingProgress.NONE);
  }

  /**
   * Learns, and writes {@code tokenizer.json} and what goes beside it.
   *
   * @param problems hears of what cannot be read of the text to learn from
   * @throws OutputException if the file may not be written
   * @throws CorpusException if a file is missing
   * @throws TokenizerException if there is no text, it does not fit into memory, or the training
   *     was cancelled
   */
  public LearnedTokenizer into(Path file, ReadListener problems, TrainingProgress progress) {
    checkOutput(file, List.of());
    List<Source> measured =
        validation == null ? List.of() : sources(List.of(validation), file, ReadListener.strict());
    HeldOutTexts texts = new HeldOutTexts(validation == null);
    TrainedTokenizer trained = learn(file, texts, problems, progress);
    checkOutput(file, List.of()); // again: it took a while
    trained.write(file);
    try {
      Compression compression = measure(trained, texts, measured, progress);
      return new LearnedTokenizer(trained.vocabularySize(), trained.mergeCount(), compression);
    } catch (IOException e) {
      throw new CorpusException(file + ": cannot be measured: " + e, e);
    }
  }

  private TrainedTokenizer learn(
      Path file, HeldOutTexts texts, ReadListener problems, TrainingProgress progress) {
    try (DocumentReader reader =
        new DocumentReader(sources(inputs, file, problems), reading, problems)) {
      texts.read(reader);
      return kind.learn(texts, bytePairs, progress);
    }
  }

  /** The files that are read, none of which may be written. */
  private List<Source> sources(List<Path> named, Path written, ReadListener problems) {
    List<Source> sources = Sources.find(named, Formats.of(reading.formats()), problems);
    checkOutput(written, sources.stream().map(Source::path).toList());
    return sources;
  }

  private void checkOutput(Path file, List<Path> read) {
    TrainedTokenizer.files(file)
        .forEach(written -> new OverwriteRule(written, overwrite).check(read));
  }

  private Compression measure(
      TrainedTokenizer trained,
      HeldOutTexts texts,
      List<Source> measured,
      TrainingProgress progress)
      throws IOException {
    Compression compression = new Compression();
    Scratch scratch = Scratch.temporary();
    try {
      Path copy = scratch.path().resolve(Tokenizers.FILE_NAME);
      trained.write(copy);
      try (Tokenizer tokenizer = Tokenizers.open(copy);
          DocumentReader own = new DocumentReader(measured, reading, ReadListener.strict())) {
        Consumer<String> measure =
            text -> {
              compression.add(tokenizer, text);
              progress.measured(compression.tokens());
            };
        texts.texts().forEach(measure);
        own.forEachRemaining((Document document) -> measure.accept(document.text()));
      }
    } finally {
      scratch.delete();
    }
    return compression;
  }
}
