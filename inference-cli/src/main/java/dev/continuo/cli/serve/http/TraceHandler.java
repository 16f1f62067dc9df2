package dev.continuo.cli.serve.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.serve.wire.ApiError;
import dev.continuo.cli.serve.wire.TraceRequest;
import dev.continuo.corpus.trace.TraceException;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.corpus.trace.TraceOptions;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;

/** {@code POST /v1/trace}: where a text stands in the training text. */
final class TraceHandler implements Handler {

  private final Optional<TraceIndex> trace;
  private final ShortRequests requests;

  TraceHandler(Optional<TraceIndex> trace, ShortRequests requests) {
    this.trace = trace;
    this.requests = requests;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    TraceIndex index = trace.orElseThrow(ApiError::noIndex);
    requests.answer(
        request,
        response,
        TraceRequest::read,
        read -> requests.inTurn(() -> traced(index, read.text(), read.options(), "text")));
  }

  /**
   * Where a text stands in the training text.
   *
   * @param field that the text comes from
   * @throws ApiError where it is too long
   */
  static ObjectNode traced(TraceIndex index, String text, TraceOptions options, String field) {
    try {
      return index.trace(text, options).toJson();
    } catch (TraceException e) {
      if (e.reason() == TraceException.Reason.TOO_LONG) {
        throw ApiError.invalidField(field, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }
}
