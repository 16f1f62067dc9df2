package dev.continuo.tokenizer.text;

import dev.continuo.tokenizer.golden.Golden;
import dev.continuo.tokenizer.huggingface.LazyLibrary;
import dev.continuo.tokenizer.huggingface.LibraryTokenizer;
import dev.continuo.tokenizer.pretokenizer.PreTokenizer;
import dev.continuo.tokenizer.train.BytePairOptions;
import dev.continuo.tokenizer.train.BytePairTrainer;
import dev.continuo.tokenizer.train.TrainingProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Byte-level tokenizers that were learned here, shared by the tests. */
final class Learned {

  static final int SIZE = 600;

  private static final Map<PreTokenizer, Tokenizer> TOKENIZERS = new ConcurrentHashMap<>();
  private static final Map<PreTokenizer, LibraryTokenizer> LIBRARY = new ConcurrentHashMap<>();

  private Learned() {}

  static Tokenizer tokenizer(PreTokenizer kind) {
    return TOKENIZERS.computeIfAbsent(kind, key -> withFile(key, Tokenizers::open));
  }

  /** The HuggingFace library itself, with the same vocabulary. */
  static LibraryTokenizer library(PreTokenizer kind) {
    return LIBRARY.computeIfAbsent(
        kind,
        key ->
            withFile(
                key,
                path -> {
                  TokenizerFile file = TokenizerFile.read(path);
                  return new LazyLibrary(file.source(), file.libraryJson()).get();
                }));
  }

  private static <T> T withFile(PreTokenizer kind, Function<Path, T> use) {
    try {
      Path folder = Files.createTempDirectory("learned");
      Path file = folder.resolve("tokenizer.json");
      BytePairTrainer.train(
              List.of(Golden.text("english"), Golden.text("chinese")).iterator(),
              BytePairOptions.ofSize(SIZE).withPreTokenizer(kind),
              TrainingProgress.NONE)
          .write(file);
      T result = use.apply(file);
      Files.delete(file);
      Files.delete(folder.resolve("tokenizer_config.json"));
      Files.delete(folder);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
