package dev.continuo.tokenizer.text;

import java.nio.file.Path;

/** Opens tokenizers. */
public final class Tokenizers {

  /** What the file is called in a model folder. */
  public static final String FILE_NAME = "tokenizer.json";

  private Tokenizers() {}

  /**
   * The tokenizer of a HuggingFace {@code tokenizer.json}. The caller closes it.
   *
   * @throws TokenizerException if the file cannot be read or is not a tokenizer that can be used
   */
  public static Tokenizer open(Path tokenizerJson) {
    TokenizerFile file = TokenizerFile.read(tokenizerJson);
    return file.bytePair()
        .map(
            known -> {
              LazyLibrary library = new LazyLibrary(() -> NativeTokenizer.create(file));
              return new FileTokenizer(
                  file,
                  new BytePairTextEncoder(known, library),
                  ByteDetokenizer.ofByteLevel(file.vocabulary()));
            })
        .orElseGet(() -> byLibrary(file));
  }

  /**
   * The same tokenizer as {@link #open} gives, with the HuggingFace library encoding whatever the
   * file is: slower, and the reference.
   */
  public static Tokenizer openReference(Path tokenizerJson) {
    return byLibrary(TokenizerFile.read(tokenizerJson));
  }

  private static FileTokenizer byLibrary(TokenizerFile file) {
    NativeTokenizer library = NativeTokenizer.create(file);
    return new FileTokenizer(
        file, new LibraryEncoder(library, file.splitsSafely()), Detokenizer.of(file, library));
  }
}
