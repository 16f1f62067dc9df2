package dev.continuo.cli.serve.http;

import dev.continuo.cli.serve.wire.ApiError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request (RFC 9112). The fields about the body and the connection are removed and
 * kept here: Helidon reads the rest and never sees a body, so no part of one is ever taken for a
 * request.
 *
 * @param bytes the head that Helidon reads
 * @param fault why it is refused, or null
 * @param length of the body, 0 where there is none, or {@link #CHUNKED}
 * @param encoding of the body, in lower case; empty where there is none
 * @param expectsContinue whether the body is sent only when asked for
 * @param last whether the connection closes after this request
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RequestHead(
    byte[] bytes,
    @Nullable ApiError fault,
    long length,
    String encoding,
    boolean expectsContinue,
    boolean last) {

  static final long CHUNKED = -1;

  /** The longest head. */
  static final int MOST_BYTES = 16 << 10;

  /** The longest first line, which names the path; what Helidon reads at most. */
  private static final int MOST_FIRST = 4000;

  private static final Pattern FIRST =
      Pattern.compile("([!-~]+) (?:(?i:https?)://[^/?# ]*)?([!-~]*) HTTP/1\\.([01])");
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0A-\\x1F\\x7F]");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

  /** What Helidon reads in place of a head that is refused. */
  private static final byte[] STAND_IN =
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads the next head, or gives null where none comes in time or the client leaves.
   *
   * @param idle the deadline for its first byte
   * @param sending how many nanoseconds the rest may take
   */
  static @Nullable RequestHead read(ClientBytes client, long idle, long sending) {
    ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    long until = idle;
    int inLine = 0;
    boolean first = true;
    for (int next = client.read(until); next >= 0; next = client.read(until)) {
      until = first ? System.nanoTime() + sending : until;
      first = false;
      head.write(next);
      if (next != '\n') {
        inLine += next == '\r' ? 0 : 1;
      } else if (inLine > 0) {
        inLine = 0;
      } else if (head.size() > 2) {
        return parse(head.toString(StandardCharsets.ISO_8859_1));
      } else {
        head.reset(); // empty lines before a request are allowed
      }
      if (head.size() > MOST_BYTES) {
        return refused(
            431,
            String.format(Locale.ROOT, "head: expected at most %,d bytes, found more", MOST_BYTES));
      }
    }
    return null;
  }

  private static RequestHead parse(String head) {
    List<String> lines = List.of(head.substring(0, head.length() - 2).split("\r\n"));
    Matcher first = FIRST.matcher(lines.getFirst());
    if (lines.getFirst().length() > MOST_FIRST) {
      return refused(
          414,
          String.format(
              Locale.ROOT, "path: expected at most %,d characters, found more", MOST_FIRST));
    }
    if (head.replace("\r\n", "").indexOf('\n') >= 0 || !first.matches()) {
      return refused(400, "expected an HTTP/1.1 request, found something else");
    }
    boolean old = first.group(3).equals("0");
    String path = first.group(2).startsWith("/") ? first.group(2) : "/" + first.group(2);
    StringBuilder rest = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(first.group(1), path));
    List<String> lengths = new ArrayList<>();
    List<String> codings = new ArrayList<>();
    String encoding = "";
    boolean expects = false;
    boolean last = old;
    boolean named = false;
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon < 0
          || !NAME.matcher(line.substring(0, colon)).matches()
          || CONTROL.matcher(line).find()) {
        return refused(400, "expected header fields as NAME: VALUE, found something else");
      }
      String value = line.substring(colon + 1).strip();
      String lower = value.toLowerCase(Locale.ROOT);
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> lengths.add(value);
        case "transfer-encoding" -> codings.add(lower);
        case "content-encoding" -> encoding = (encoding + " " + lower).strip();
        case "expect" -> expects |= lower.equals("100-continue");
        case "connection" ->
            last |= Stream.of(lower.split(",")).map(String::strip).anyMatch("close"::equals);
        case String name -> {
          named |= name.equals("host");
          rest.append(line).append("\r\n");
        }
      }
    }
    if (lengths.size() + codings.size() > 1 || (old && !codings.isEmpty())) {
      return refused(400, "expected one Content-Length or one Transfer-Encoding, found more");
    }
    if (!codings.isEmpty() && !codings.getFirst().equals("chunked")) {
      return refused(501, "Transfer-Encoding: expected chunked, found " + codings.getFirst());
    }
    if (!lengths.isEmpty() && !LENGTH.matcher(lengths.getFirst()).matches()) {
      return refused(400, "Content-Length: expected a number, found " + lengths.getFirst());
    }
    if (old && !named) {
      rest.append("Host: localhost\r\n");
    }
    if (last) {
      rest.append("Connection: close\r\n");
    }
    long length =
        !codings.isEmpty() ? CHUNKED : lengths.isEmpty() ? 0 : Long.parseLong(lengths.getFirst());
    byte[] bytes = rest.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    return new RequestHead(bytes, null, length, encoding, expects && !old, last);
  }

  private static RequestHead refused(int status, String message) {
    return new RequestHead(STAND_IN, ApiError.invalid(status, message), 0, "", false, true);
  }
}
