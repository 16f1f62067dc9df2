package dev.continuo.cli.serve.http;

import dev.continuo.cli.serve.wire.ApiError;
import io.helidon.webserver.CloseConnectionException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;

/**
 * The body of a request: as many bytes as its head says, or chunks, whose extensions and trailers
 * are ignored (RFC 9112, sections 6 and 7.1). A body that breaks these rules is refused, and its
 * end is then unknown.
 */
final class RequestBody extends InputStream {

  private static final int MOST_LINE = 1024;
  private static final int MOST_TRAILERS = 32;

  private final ClientBytes client;
  private final boolean chunked;
  private final long most;
  private final Duration sending;
  private final long until;

  /** How much is left of the body or the chunk. */
  private long left;

  private long begun;
  private boolean inChunk;
  private boolean ended;
  private boolean broken;

  /**
   * The body after a head.
   *
   * @param most the most bytes that are read of it
   * @param sending how long it may take to arrive
   */
  RequestBody(ClientBytes client, long length, long most, Duration sending) {
    this.client = client;
    this.chunked = length == RequestHead.CHUNKED;
    this.left = chunked ? 0 : length;
    this.ended = length == 0;
    this.most = most;
    this.sending = sending;
    this.until = System.nanoTime() + sending.toNanos();
  }

  /** Whether it has been read to its end. */
  boolean ended() {
    return ended;
  }

  /** How many bytes it has, as far as its head tells. */
  long expected() {
    return begun + left;
  }

  /** How many bytes of it may still arrive. */
  long unread() {
    return broken || (chunked && !ended) ? Long.MAX_VALUE : left;
  }

  /** Skips to its end if at most so many bytes are left; whether that succeeded. */
  boolean skipRest(long limit) {
    try {
      byte[] buffer = new byte[8192];
      for (long skipped = 0; !ended && !broken && skipped <= limit; ) {
        skipped += Math.max(0, read(buffer, 0, buffer.length));
      }
    } catch (ApiError | CloseConnectionException e) {
      return false;
    }
    return ended;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    if (chunked && left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int read = client.read(into, from, (int) Math.min(length, left), until);
    if (read < 0) {
      throw missing();
    }
    begun += read;
    left -= read;
    ended = !chunked && left == 0;
    return read;
  }

  /** Refuses a body that is too long, before reading it if its head gives the length. */
  void checkLength() {
    if (begun + left > most) {
      broken |= chunked;
      throw tooLong(most);
    }
  }

  /** The error for a body that is too long. */
  static ApiError tooLong(long most) {
    return ApiError.invalid(
        413, String.format(Locale.ROOT, "body: expected at most %,d bytes, found more", most));
  }

  private void nextChunk() {
    if (inChunk && !line().isEmpty()) {
      throw refused("the end of a line after a chunk");
    }
    String line = line();
    String size = line.split(";", 2)[0].strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw refused("a chunk's size in hexadecimal digits");
    }
    inChunk = true;
    left = Long.parseLong(size, 16);
    checkLength();
    if (left == 0) {
      int trailers = 0;
      while (!line().isEmpty()) {
        if (++trailers > MOST_TRAILERS) {
          throw refused(
              String.format(Locale.ROOT, "at most %d fields after the last chunk", MOST_TRAILERS));
        }
      }
      ended = true;
    }
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (int next = client.read(until); next >= 0; next = client.read(until)) {
      if (next == '\n' && !line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
        return line.substring(0, line.length() - 1);
      }
      line.append((char) next);
      if (next == '\n' || line.length() > MOST_LINE) {
        throw refused(
            String.format(
                Locale.ROOT, "lines of at most %d characters that end with CR LF", MOST_LINE));
      }
    }
    throw missing();
  }

  private RuntimeException missing() {
    broken = true;
    return client.ended()
        ? new CloseConnectionException("the client has left")
        : ApiError.invalid(
            408,
            String.format(
                Locale.ROOT, "body: not received within %,d seconds", sending.toSeconds()));
  }

  private ApiError refused(String expected) {
    broken = true;
    return ApiError.invalid(400, "body: expected %s, found something else".formatted(expected));
  }
}
