package dev.continuo.tokenizer.decoder;

import dev.continuo.tokenizer.unicode.Utf8Decoder;
import java.util.function.IntFunction;

/** Decodes the bytes of one token after the other as UTF-8; unfinished characters wait. */
final class Utf8Stream implements StreamingDecoder {

  private final IntFunction<byte[]> bytesOf;
  private final Utf8Decoder decoder = new Utf8Decoder();

  Utf8Stream(IntFunction<byte[]> bytesOf) {
    this.bytesOf = bytesOf;
  }

  @Override
  public String next(int id) {
    decoder.accept(bytesOf.apply(id));
    return decoder.take();
  }

  @Override
  public String flush() {
    return decoder.finish();
  }
}
