package dev.continuo.tokenizer.text;

/** Ids back to text, in one of the two ways that a {@code tokenizer.json} can ask for. */
sealed interface Detokenizer permits ByteDetokenizer, LibraryDetokenizer {

  String decode(int[] ids);

  StreamingDecoder streaming();

  int[] byteLengths();

  static Detokenizer of(TokenizerFile file, NativeTokenizer library) {
    return switch (file.decoder()) {
      case BYTE_LEVEL -> ByteDetokenizer.ofByteLevel(file.vocabulary());
      case FUSE -> ByteDetokenizer.ofText(file.vocabulary());
      case LOCAL -> new LibraryDetokenizer(file.vocabulary(), library, true);
      case OTHER -> new LibraryDetokenizer(file.vocabulary(), library, false);
    };
  }
}
