package dev.continuo.corpus.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Text in some encoding as UTF-8. Each sequence of bytes that is no character becomes {@link
 * #INVALID}, which is no UTF-8 either.
 */
final class TranscodedStream extends InputStream {

  private static final int BUFFER = 1 << 14;
  private static final byte INVALID = (byte) 0xFF;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
  private final CharBuffer characters = CharBuffer.allocate(BUFFER);
  private ByteBuffer utf8 = ByteBuffer.allocate(0);
  private boolean invalidFollows;
  private boolean ended;

  TranscodedStream(InputStream in, Charset charset) {
    this.in = in;
    decoder = Encodings.strict(charset);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (!utf8.hasRemaining()) {
      if (invalidFollows) {
        invalidFollows = false;
        target[offset] = INVALID;
        return 1;
      }
      if (ended && !bytes.hasRemaining()) {
        return -1;
      }
      decode();
    }
    int count = Math.min(length, utf8.remaining());
    utf8.get(target, offset, count);
    return count;
  }

  private void decode() throws IOException {
    bytes.compact();
    if (!ended) {
      int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
      ended = count < 0;
      bytes.position(bytes.position() + Math.max(0, count));
    }
    bytes.flip();
    characters.clear();
    CoderResult result = decoder.decode(bytes, characters, ended);
    if (result.isError()) {
      bytes.position(bytes.position() + result.length());
      invalidFollows = true;
    }
    utf8 = StandardCharsets.UTF_8.encode(characters.flip());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
