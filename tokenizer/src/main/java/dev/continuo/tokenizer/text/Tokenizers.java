package dev.continuo.tokenizer.text;

import java.nio.file.Path;
import java.util.Optional;

/** Opens tokenizers. */
public final class Tokenizers {

  /** What the file is called in a model folder. */
  public static final String FILE_NAME = "tokenizer.json";

  /** The name of the file beside it that gives special tokens their roles. */
  public static final String CONFIG_NAME = "tokenizer_config.json";

  private Tokenizers() {}

  /**
   * The tokenizer of a HuggingFace {@code tokenizer.json}. The caller closes it.
   *
   * @throws TokenizerException if the file cannot be read or is not a tokenizer that can be used
   */
  public static Tokenizer open(Path tokenizerJson) {
    return open(TokenizerFile.read(tokenizerJson));
  }

  /**
   * The tokenizer of the content of a {@code tokenizer.json}. The caller closes it.
   *
   * @param source where it comes from, for messages
   * @throws TokenizerException if it is not a tokenizer that can be used
   */
  public static Tokenizer open(Path source, byte[] tokenizerJson) {
    return open(TokenizerFile.read(source, tokenizerJson));
  }

  private static Tokenizer open(TokenizerFile file) {
    if (file.bytePair().isPresent()) {
      return new FileTokenizer(
          file,
          new BytePairTextEncoder(file.bytePair().get(), new LazyLibrary(() -> library(file))),
          ByteDetokenizer.ofByteLevel(file.vocabulary()));
    }
    if (file.characters().isPresent()) {
      return new FileTokenizer(
          file,
          new CharacterTextEncoder(file.characters().get()),
          ByteDetokenizer.ofText(file.vocabulary()));
    }
    return byLibrary(file);
  }

  /**
   * The {@code tokenizer_config.json} beside a {@code tokenizer.json}, if ids depend on it, so that
   * both must be copied together.
   */
  public static Optional<byte[]> configurationOf(Path tokenizerJson) {
    return TokenizerFile.configurationOf(tokenizerJson);
  }

  /**
   * The same tokenizer as {@link #open} gives, with the HuggingFace library encoding whatever the
   * file is: slower, and the reference.
   */
  public static Tokenizer openReference(Path tokenizerJson) {
    return byLibrary(TokenizerFile.read(tokenizerJson));
  }

  private static FileTokenizer byLibrary(TokenizerFile file) {
    NativeTokenizer library = library(file);
    return new FileTokenizer(
        file, new LibraryEncoder(library, file.splitsSafely()), Detokenizer.of(file, library));
  }

  /** The HuggingFace library comes with the applications that need it. */
  private static NativeTokenizer library(TokenizerFile file) {
    try {
      return NativeTokenizer.create(file);
    } catch (NoClassDefFoundError e) {
      throw new TokenizerException(
          file.path()
              + ": its vocabulary is read by HuggingFace's library; add"
              + " ai.djl.huggingface:tokenizers to the application's dependencies",
          e);
    }
  }
}
