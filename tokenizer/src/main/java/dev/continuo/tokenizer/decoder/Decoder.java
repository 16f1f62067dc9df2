package dev.continuo.tokenizer.decoder;

import dev.continuo.tokenizer.addedtokens.Vocabulary;
import dev.continuo.tokenizer.huggingface.LibraryTokenizer;
import java.util.function.Supplier;

/** Ids back to text: by the bytes of the tokens, or as the HuggingFace library does. */
public sealed interface Decoder permits ByteDecoder, LibraryDecoder {

  /** The text of ids; those that are special or without a token are left out. */
  String decode(int[] ids);

  /** Takes one id at a time. */
  StreamingDecoder streaming();

  /** The UTF-8 bytes that each id stands for; 0 for special tokens. */
  int[] byteLengths();

  /** A decoder of a kind; the library is asked for only where it decodes. */
  static Decoder of(DecoderKind kind, Vocabulary vocabulary, Supplier<LibraryTokenizer> library) {
    return switch (kind) {
      case BYTE_LEVEL -> ByteDecoder.ofByteLevel(vocabulary);
      case FUSE -> ByteDecoder.ofText(vocabulary);
      case LOCAL -> new LibraryDecoder(vocabulary, library.get(), true);
      case OTHER -> new LibraryDecoder(vocabulary, library.get(), false);
    };
  }
}
