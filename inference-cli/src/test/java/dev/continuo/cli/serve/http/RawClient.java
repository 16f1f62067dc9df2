package dev.continuo.cli.serve.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends and reads as badly as a test wants. */
final class RawClient implements AutoCloseable {

  private static final int BUFFER = 4096;

  private final Socket socket = new Socket();
  private final InputStream in;

  RawClient(TestService service) throws IOException {
    socket.setReceiveBufferSize(BUFFER);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.service.port()));
    socket.setSoTimeout(300_000);
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  RawClient complete(String body) throws IOException {
    return send(
        "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + body.getBytes(StandardCharsets.UTF_8).length
            + "\r\n\r\n"
            + body);
  }

  /** Reads until a text has come. */
  String readUntil(String end) throws IOException {
    StringBuilder read = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      read.append((char) next);
      if (read.indexOf(end, read.length() - end.length()) >= 0) {
        break;
      }
    }
    return read.toString();
  }

  /** Reads until the service ends the connection. */
  String readAll() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
