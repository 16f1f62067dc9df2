package dev.continuo.cli.serve.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.serve.work.RequestQueue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How requests are answered that write no text: one JSON object for another, computed in turn with
 * what others ask.
 */
final class ShortRequests {

  private final ServeOptions options;
  private final RequestQueue queue;
  private final MemoryBudget memory;

  ShortRequests(ServeOptions options, RequestQueue queue, MemoryBudget memory) {
    this.options = options;
    this.queue = queue;
    this.memory = memory;
  }

  /** Reads a request, whose memory is held until it is answered. */
  <T> void answer(
      ServerRequest request,
      ServerResponse response,
      Function<byte[], T> reader,
      Function<T, ObjectNode> answer) {
    queue.checkRoom();
    try (JsonRequest<T> read =
        JsonRequest.read(request, options.limits().bodyBytes(), memory, reader)) {
      Replies.json(request, response, answer.apply(read.value()));
    }
  }

  /** Computes something when it is this request's turn. */
  <V> V inTurn(Supplier<V> work) {
    try (ClientConnection.Answering _ = ClientConnection.CURRENT.get().answering()) {
      return queue.compute(work);
    } catch (InterruptedException e) {
      throw new CloseConnectionException("the client has left", e);
    }
  }
}
