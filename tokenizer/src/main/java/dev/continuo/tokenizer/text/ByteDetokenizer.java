package dev.continuo.tokenizer.text;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Decodes a vocabulary whose tokens stand for bytes, wherever they are in the text. */
final class ByteDetokenizer implements Detokenizer {

  private static final byte[] NOTHING = {};

  private final byte[][] bytes;

  private ByteDetokenizer(Vocabulary vocabulary, Function<String, byte[]> bytesOf) {
    bytes = new byte[vocabulary.size()][];
    for (int id = 0; id < bytes.length; id++) {
      bytes[id] = vocabulary.text(id).map(bytesOf).orElse(NOTHING);
    }
  }

  /** Tokens written in {@link ByteAlphabet}. */
  static ByteDetokenizer ofByteLevel(Vocabulary vocabulary) {
    return new ByteDetokenizer(vocabulary, ByteAlphabet::bytes);
  }

  /** Tokens written as they are. */
  static ByteDetokenizer ofText(Vocabulary vocabulary) {
    return new ByteDetokenizer(vocabulary, token -> token.getBytes(StandardCharsets.UTF_8));
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
