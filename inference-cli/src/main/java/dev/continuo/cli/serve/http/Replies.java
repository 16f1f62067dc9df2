package dev.continuo.cli.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.cli.serve.wire.ApiError;
import dev.continuo.cli.serve.wire.JsonBody;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;

/** Answers that are sent as a whole. */
final class Replies {

  static final Header JSON = HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/json");

  private Replies() {}

  static void json(ServerResponse response, JsonNode node) {
    response.header(JSON).send(JsonBody.bytes(node));
  }

  static void error(ServerResponse response, ApiError error) {
    error
        .retryAfter()
        .map(Duration::toSeconds)
        .ifPresent(seconds -> response.header(HeaderNames.RETRY_AFTER, String.valueOf(seconds)));
    if (error.status() == Status.UNAUTHORIZED_401.code()) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    response.status(Status.create(error.status()));
    json(response, error.json());
  }
}
