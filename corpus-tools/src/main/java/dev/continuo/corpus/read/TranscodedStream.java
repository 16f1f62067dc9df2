package dev.continuo.corpus.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Text in another encoding as UTF-8. Each invalid sequence of bytes becomes {@link #INVALID}, which
 * is not valid UTF-8 either. Where the encoding was guessed, lines that are UTF-8 stay.
 */
final class TranscodedStream extends BlockStream {

  private static final int BUFFER = 1 << 14;
  private static final byte INVALID = (byte) 0xFF;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final @Nullable Utf8Lines utf8Lines;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
  private final CharBuffer characters = CharBuffer.allocate(BUFFER);
  private ByteBuffer utf8 = ByteBuffer.allocate(0);
  private boolean invalidFollows;
  private boolean startsLine = true;
  private boolean ended;
  private @Nullable IOException failure;

  private TranscodedStream(InputStream in, Charset charset, @Nullable Utf8Lines utf8Lines) {
    this.in = in;
    this.utf8Lines = utf8Lines;
    decoder = Encodings.strict(charset);
  }

  /** Text all of which is in an encoding. */
  static TranscodedStream of(InputStream in, Charset charset) {
    return new TranscodedStream(in, charset, null);
  }

  /** Text that seems to be in an encoding in which a line break is that of ASCII. */
  static TranscodedStream guessed(InputStream in, Charset charset) {
    return new TranscodedStream(in, charset, new Utf8Lines(charset));
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
        if (failure != null) {
          throw failure;
        }
        return -1;
      }
      decode();
    }
    int count = Math.min(length, utf8.remaining());
    utf8.get(target, offset, count);
    return count;
  }

  private void decode() {
    bytes.compact();
    fill();
    bytes.flip();
    int limit = bytes.limit();
    if (utf8Lines != null) {
      bytes.limit(utf8Lines.end(bytes.array(), bytes.position(), limit, startsLine));
      if (utf8Lines.areUtf8()) {
        pass();
        bytes.limit(limit);
        return;
      }
    }
    boolean endsLine = bytes.limit() < limit;
    characters.clear();
    CoderResult result = decoder.decode(bytes, characters, ended || endsLine);
    if (result.isError()) {
      bytes.position(bytes.position() + result.length());
      invalidFollows = true;
    }
    if (endsLine) {
      decoder.reset();
    }
    noteLine();
    utf8 = StandardCharsets.UTF_8.encode(characters.flip());
    bytes.limit(limit);
  }

  /**
   * Reads as much as there is room for, up to a failure: what came before it is text, and lines are
   * judged by those after them, so what is here must not depend on how much comes at a time.
   */
  private void fill() {
    try {
      while (!ended && bytes.hasRemaining()) {
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = count < 0;
        bytes.position(bytes.position() + Math.max(0, count));
      }
    } catch (IOException e) {
      failure = e;
      ended = true;
    }
  }

  private void pass() {
    byte[] lines = new byte[bytes.remaining()];
    bytes.get(lines);
    noteLine();
    utf8 = ByteBuffer.wrap(lines);
  }

  private void noteLine() {
    int at = bytes.position();
    startsLine = at == 0 ? startsLine : bytes.get(at - 1) == '\n';
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
