package dev.continuo.tokenizer.text;

import dev.continuo.tokenizer.decoder.Decoder;
import dev.continuo.tokenizer.huggingface.LazyLibrary;
import dev.continuo.tokenizer.json.TokenizerException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Opens tokenizers. */
public final class Tokenizers {

  /** What the file is called in a model folder. */
  public static final String FILE_NAME = "tokenizer.json";

  /** The name of the file beside it that gives special tokens their roles. */
  public static final String CONFIG_NAME = "tokenizer_config.json";

  private Tokenizers() {}

  /**
   * The tokenizer of a HuggingFace {@code tokenizer.json}, and of the {@code tokenizer_config.json}
   * beside it. The caller closes it.
   *
   * @throws TokenizerException if the file cannot be read or is not a tokenizer that can be used
   */
  public static Tokenizer open(Path tokenizerJson) {
    return open(TokenizerFile.read(tokenizerJson));
  }

  /**
   * The tokenizer of the content of a {@code tokenizer.json}. The caller closes it.
   *
   * @throws TokenizerException if it is not a tokenizer that can be used; the message names it by
   *     its length
   */
  public static Tokenizer open(byte[] tokenizerJson) {
    return open(
        String.format(Locale.ROOT, "%s of %d bytes", FILE_NAME, tokenizerJson.length),
        tokenizerJson);
  }

  /**
   * The tokenizer of the content of a {@code tokenizer.json}. The caller closes it.
   *
   * @param source where it comes from, for messages
   * @throws TokenizerException if it is not a tokenizer that can be used
   */
  public static Tokenizer open(String source, byte[] tokenizerJson) {
    return open(TokenizerFile.read(source, tokenizerJson));
  }

  /**
   * The {@code tokenizer_config.json} beside a {@code tokenizer.json}, if ids depend on it, so that
   * both must be copied together.
   */
  public static Optional<byte[]> configurationOf(Path tokenizerJson) {
    return TokenizerFile.configurationOf(tokenizerJson);
  }

  /**
   * The same tokenizer as {@link #open(Path)} gives, with the HuggingFace library encoding whatever
   * the file is: slower, and the reference.
   */
  public static Tokenizer openReference(Path tokenizerJson) {
    TokenizerFile file = TokenizerFile.read(tokenizerJson);
    LazyLibrary library = new LazyLibrary(file.source(), file.libraryJson());
    return tokenizer(file, new LibraryTextEncoder(library.get(), file.splitsSafely()), library);
  }

  private static Tokenizer open(TokenizerFile file) {
    LazyLibrary library = new LazyLibrary(file.source(), file.libraryJson());
    return tokenizer(file, encoder(file, library), library);
  }

  /** Byte pairs and characters are encoded in Java, everything else by the HuggingFace library. */
  private static TextEncoder encoder(TokenizerFile file, LazyLibrary library) {
    if (file.bytePair().isPresent()) {
      return new BytePairTextEncoder(file.bytePair().get(), library);
    }
    if (file.characters().isPresent()) {
      return file.characters().get();
    }
    return new LibraryTextEncoder(library.get(), file.splitsSafely());
  }

  private static Tokenizer tokenizer(TokenizerFile file, TextEncoder encoder, LazyLibrary library) {
    Decoder decoder = Decoder.of(file.decoder(), file.vocabulary(), library::get);
    return new FileTokenizer(file, encoder, decoder);
  }
}
