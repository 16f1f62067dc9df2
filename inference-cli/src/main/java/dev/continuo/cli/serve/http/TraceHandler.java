package dev.continuo.cli.serve.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.serve.wire.ApiError;
import dev.continuo.cli.serve.wire.TraceRequest;
import dev.continuo.cli.serve.work.RequestQueue;
import dev.continuo.corpus.trace.TraceException;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.corpus.trace.TraceOptions;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;

/** {@code POST /v1/trace}: where a text stands in the training text. */
final class TraceHandler implements Handler {

  private final Optional<TraceIndex> trace;
  private final ServeOptions options;
  private final RequestQueue queue;
  private final MemoryBudget memory;

  TraceHandler(
      Optional<TraceIndex> trace, ServeOptions options, RequestQueue queue, MemoryBudget memory) {
    this.trace = trace;
    this.options = options;
    this.queue = queue;
    this.memory = memory;
  }

  @Override
  public void handle(ServerRequest httpRequest, ServerResponse response) {
    TraceIndex index = trace.orElseThrow(ApiError::noIndex);
    queue.checkRoom();
    try (JsonRequest<TraceRequest> read =
            JsonRequest.read(
                httpRequest, options.limits().bodyBytes(), memory, TraceRequest::read);
        ClientConnection.Answering _ = ClientConnection.CURRENT.get().answering()) {
      TraceRequest request = read.value();
      ObjectNode answer =
          queue.compute(() -> traced(index, request.text(), request.options(), "text"));
      Replies.json(httpRequest, response, answer);
    } catch (InterruptedException e) {
      throw new CloseConnectionException("the client has left", e);
    }
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
