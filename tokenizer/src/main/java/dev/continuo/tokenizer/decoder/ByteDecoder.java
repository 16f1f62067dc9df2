package dev.continuo.tokenizer.decoder;

import dev.continuo.tokenizer.addedtokens.Vocabulary;
import dev.continuo.tokenizer.pretokenizer.ByteAlphabet;
import dev.continuo.tokenizer.unicode.Utf8Decoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Decodes tokens that stand for the same bytes wherever they are in a text. */
final class ByteDecoder implements Decoder {

  private static final byte[] NOTHING = {};

  private final byte[][] bytes;

  private ByteDecoder(Vocabulary vocabulary, Function<String, byte[]> bytesOf) {
    bytes = new byte[vocabulary.size()][];
    for (int id = 0; id < bytes.length; id++) {
      bytes[id] = vocabulary.text(id).map(bytesOf).orElse(NOTHING);
    }
  }

  /** Tokens written in {@link ByteAlphabet}. */
  static ByteDecoder ofByteLevel(Vocabulary vocabulary) {
    return new ByteDecoder(vocabulary, ByteAlphabet::bytes);
  }

  /** Tokens written as they are. */
  static ByteDecoder ofText(Vocabulary vocabulary) {
    return new ByteDecoder(vocabulary, token -> token.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String decode(int[] ids) {
    Utf8Decoder decoder = new Utf8Decoder();
    for (int id : ids) {
      decoder.accept(bytesOf(id));
    }
    return decoder.finish();
  }

  @Override
  public StreamingDecoder streaming() {
    return new Utf8Stream(this::bytesOf);
  }

  @Override
  public int[] byteLengths() {
    int[] lengths = new int[bytes.length];
    for (int id = 0; id < lengths.length; id++) {
      lengths[id] = bytes[id].length;
    }
    return lengths;
  }

  private byte[] bytesOf(int id) {
    return id >= 0 && id < bytes.length ? bytes[id] : NOTHING;
  }
}
