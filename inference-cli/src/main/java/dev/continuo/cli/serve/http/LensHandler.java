package dev.continuo.cli.serve.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.serve.wire.ApiError;
import dev.continuo.cli.serve.wire.LensAnswer;
import dev.continuo.cli.serve.wire.LensRequest;
import dev.continuo.cli.serve.wire.Warnings;
import dev.continuo.cli.serve.work.RequestQueue;
import dev.continuo.model.text.Lens;
import dev.continuo.model.text.TextModel;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code POST /v1/lens}: what each layer would have said, and the model while it learned. */
final class LensHandler implements Handler {

  private final TextModel model;
  private final ServeOptions options;
  private final RequestQueue queue;
  private final MemoryBudget memory;

  LensHandler(TextModel model, ServeOptions options, RequestQueue queue, MemoryBudget memory) {
    this.model = model;
    this.options = options;
    this.queue = queue;
    this.memory = memory;
  }

  @Override
  public void handle(ServerRequest httpRequest, ServerResponse response) {
    if (!model.hasLens()) {
      throw ApiError.noLens();
    }
    queue.checkRoom();
    LensRequest request = read(httpRequest);
    ObjectNode answer = new LensAnswer(model.tokenizer()).json(computed(request));
    Warnings.put(answer, request.warnings());
    Replies.json(httpRequest, response, answer);
  }

  private LensRequest read(ServerRequest httpRequest) {
    try (JsonRequest<LensRequest> read =
        JsonRequest.read(
            httpRequest,
            options.limits().bodyBytes(),
            memory,
            body -> LensRequest.read(body, model.tokenizer(), model.config()))) {
      return read.value();
    }
  }

  private Lens computed(LensRequest request) {
    try (ClientConnection.Answering _ = ClientConnection.CURRENT.get().answering()) {
      return queue.compute(() -> model.lens(request.ids(), request.options()));
    } catch (InterruptedException e) {
      throw new CloseConnectionException("the client has left", e);
    }
  }
}
