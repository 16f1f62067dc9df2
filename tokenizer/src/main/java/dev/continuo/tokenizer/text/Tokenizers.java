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
    return new HuggingFaceTokenizer(file, NativeTokenizer.create(file));
  }
}
