package dev.continuo.trainer.run;

import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.tokenizer.train.BytePairOptions;
import dev.continuo.tokenizer.train.TrainingProgress;
import dev.continuo.tokenizer.train.VocabularyKind;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tokenizer of a run: learned from its text, or a file. */
final class TokenizerChoice {

  private static final Map<String, VocabularyKind> KINDS =
      Stream.of(VocabularyKind.values()).collect(Collectors.toMap(Setting::text, kind -> kind));

  private TokenizerChoice() {}

  /**
   * Makes {@code tokenizer.json} and {@code tokenizer_config.json}.
   *
   * @param choice {@code char}, {@code bpe}, {@code byte} or a file
   * @param vocabularySize of byte pairs
   * @param training gives the texts to learn from
   */
  static void make(
      String choice,
      int vocabularySize,
      Supplier<Stream<String>> training,
      Path target,
      RunListener listener) {
    TrainingProgress progress = listener.vocabulary();
    try (Stream<String> texts = training.get()) {
      VocabularyKind kind = KINDS.get(choice);
      if (kind == null) {
        copy(file(choice), target);
      } else {
        BytePairOptions options = BytePairOptions.ofSize(vocabularySize);
        kind.learn(texts.iterator(), options, progress).write(target);
      }
    } finally {
      listener.over();
    }
  }

  /** Copies a tokenizer and its configuration; a plain configuration where it has none. */
  static void copy(Path source, Path target) {
    try {
      byte[] tokenizer = Files.readAllBytes(source);
      Path config = source.resolveSibling(Tokenizers.CONFIG_NAME);
      byte[] configuration =
          Files.exists(config)
              ? Files.readAllBytes(config)
              : configuration(source).getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(target, tokenizer);
      AtomicFile.write(target.resolveSibling(Tokenizers.CONFIG_NAME), configuration);
    } catch (IOException e) {
      throw new TrainingException(source + ": cannot be copied to the run: " + e, e);
    }
  }

  private static String configuration(Path tokenizerFile) {
    try (Tokenizer tokenizer = Tokenizers.open(tokenizerFile)) {
      String end =
          tokenizer.endOfText().isPresent()
              ? ", \"eos_token\": \"" + Tokenizer.END_OF_TEXT + "\""
              : "";
      return "{\"tokenizer_class\": \"PreTrainedTokenizerFast\"" + end + "}\n";
    }
  }

  /** Refuses what is neither a kind of vocabulary nor a file. */
  static void check(String choice) {
    if (!KINDS.containsKey(choice)) {
      file(choice);
    }
  }

  private static Path file(String choice) {
    Path file = Path.of(choice);
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          "%s: expected char, bpe, byte or a tokenizer.json, found %s",
          TextSettings.TOKENIZER, choice);
    }
    return file;
  }
}
