package dev.continuo.cli.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.cli.serve.wire.ApiError;
import dev.continuo.cli.serve.wire.JsonBody;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;

/** Answers that are sent as a whole. */
final class Replies {

  static final Header JSON = HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/json");

  private Replies() {}

  static void json(ServerRequest request, ServerResponse response, JsonNode node) {
    response.header(JSON);
    send(request, response, JsonBody.bytes(node));
  }

  /** Sends an answer, or only its headers for a HEAD request. */
  static void send(ServerRequest request, ServerResponse response, byte[] content) {
    if (request.prologue().method().equals(Method.HEAD)) {
      response.header(HeaderNames.CONTENT_LENGTH, String.valueOf(content.length)).send();
    } else {
      response.send(content);
    }
  }

  /** Sends an error; if the request was not read to its end, the connection is closed after it. */
  static void error(ServerRequest request, ServerResponse response, ApiError error) {
    ClientConnection client = ClientConnection.CURRENT.get();
    if (!client.goesOn()) {
      client.last();
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    error
        .retryAfter()
        .map(Duration::toSeconds)
        .ifPresent(seconds -> response.header(HeaderNames.RETRY_AFTER, String.valueOf(seconds)));
    error.allowed().ifPresent(methods -> response.header(HeaderNames.ALLOW, methods));
    if (error.status() == Status.UNAUTHORIZED_401.code()) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    response.status(Status.create(error.status()));
    json(request, response, error.json());
  }
}
