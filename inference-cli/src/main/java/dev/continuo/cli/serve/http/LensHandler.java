package dev.continuo.cli.serve.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.serve.wire.ApiError;
import dev.continuo.cli.serve.wire.LensAnswer;
import dev.continuo.cli.serve.wire.LensRequest;
import dev.continuo.cli.serve.wire.Warnings;
import dev.continuo.model.text.Lens;
import dev.continuo.model.text.TextModel;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code POST /v1/lens}: what each layer would have said, and the model while it learned. */
final class LensHandler implements Handler {

  private final TextModel model;
  private final ShortRequests requests;

  LensHandler(TextModel model, ShortRequests requests) {
    this.model = model;
    this.requests = requests;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    if (!model.hasLens()) {
      throw ApiError.noLens();
    }
    requests.answer(
        request,
        response,
        body -> LensRequest.read(body, model.tokenizer(), model.config()),
        this::answer);
  }

  private ObjectNode answer(LensRequest request) {
    Lens lens = requests.inTurn(() -> model.lens(request.ids(), request.options()));
    ObjectNode answer = new LensAnswer(model.tokenizer()).json(lens);
    Warnings.put(answer, request.warnings());
    return answer;
  }
}
