package dev.continuo.tokenizer.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** Decodes the bytes of one token after the other as UTF-8; unfinished characters wait. */
final class Utf8Stream implements StreamingDecoder {

  private final IntFunction<byte[]> bytesOf;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] pending = {};

  Utf8Stream(IntFunction<byte[]> bytesOf) {
    this.bytesOf = bytesOf;
  }

  @Override
  public String next(int id) {
    return decode(bytesOf.apply(id), false);
  }

  @Override
  public String flush() {
    String rest = decode(new byte[0], true);
    decoder.reset();
    return rest;
  }

  private String decode(byte[] more, boolean last) {
    ByteBuffer input = ByteBuffer.allocate(pending.length + more.length);
    input.put(pending).put(more).flip();
    CharBuffer output = CharBuffer.allocate(input.limit() + 1);
    decoder.decode(input, output, last);
    if (last) {
      decoder.flush(output);
    }
    pending = new byte[input.remaining()];
    input.get(pending);
    return output.flip().toString();
  }
}
