package dev.continuo.cli.serve.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.serve.wire.NextTokensRequest;
import dev.continuo.cli.serve.wire.Warnings;
import dev.continuo.model.generate.NextTokens;
import dev.continuo.model.generate.TokenProbability;
import dev.continuo.model.text.NextToken;
import dev.continuo.model.text.TextModel;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/** {@code POST /v1/next_tokens}: the likeliest next tokens, for the page. */
final class NextTokensHandler implements Handler {

  private final TextModel model;
  private final ShortRequests requests;

  NextTokensHandler(TextModel model, ShortRequests requests) {
    this.model = model;
    this.requests = requests;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    requests.answer(
        request,
        response,
        body -> NextTokensRequest.read(body, model.tokenizer(), model.config()),
        this::answer);
  }

  private ObjectNode answer(NextTokensRequest request) {
    NextTokens next = request.count() == 0 ? new NextTokens(0, List.of()) : computed(request);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("completed", request.completed());
    answer.put("begins", request.begins());
    answer.put("entropy", next.entropy());
    Warnings.put(answer, request.warnings());
    ArrayNode open = answer.putArray("open");
    for (int id : request.open()) {
      open.add(id);
    }
    ArrayNode list = answer.putArray("tokens");
    for (NextTokens.Choice choice : next.choices()) {
      NextToken token =
          model.named(request.ids(), new TokenProbability(choice.id(), choice.probability()));
      list.addObject()
          .put("id", token.id())
          .put("text", token.text())
          .put("end", token.isEnd())
          .put("probability", token.probability())
          .put("drawn", choice.drawn());
    }
    return answer;
  }

  private NextTokens computed(NextTokensRequest request) {
    return requests.inTurn(
        () -> model.nextTokens(request.ids(), request.count(), request.options()));
  }
}
