package dev.continuo.cli.serve.http;

import dev.continuo.cli.serve.wire.ApiError;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.util.regex.Pattern;

/** The bodies of requests. */
final class JsonRequest {

  private static final Pattern JSON =
      Pattern.compile("application/json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);
  private static final byte[] NOTHING = {};

  private JsonRequest() {}

  /**
   * Reads a body of JSON. Other types are refused: a page of another site could send those without
   * asking its browser.
   */
  static byte[] body(ServerRequest request) {
    String type = request.headers().value(HeaderNames.CONTENT_TYPE).orElse("nothing");
    if (!JSON.matcher(type).matches()) {
      throw ApiError.invalid(415, "Content-Type: expected application/json, found " + type);
    }
    try {
      byte[] body = request.content().hasEntity() ? request.content().as(byte[].class) : NOTHING;
      ClientConnection.CURRENT.get().arrived();
      return body;
    } catch (DataReader.InsufficientDataAvailableException e) {
      throw new CloseConnectionException("the request has not arrived whole in time", e);
    }
  }
}
