package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.generate.FinishReason;
import dev.continuo.model.generate.TokenDetail;
import dev.continuo.model.generate.TokenProbability;
import dev.continuo.model.text.TextToken;
import dev.continuo.model.text.ToolCall;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** The answer to a request for completions, as OpenAI writes it: in chunks or as a whole. */
public final class Answer {

  /** The least log-probability that is written, in place of minus infinity. */
  static final double LEAST = -9999;

  private final CompletionRequest request;
  private final String model;
  private final TokenNames names;
  private final Function<String, JsonNode> tracer;

  /** The texts of a stream's continuations so far, where they are traced. */
  private final Map<Integer, StringBuilder> texts = new HashMap<>();

  private final TokenDetails details;
  private final String id;
  private final long created = System.currentTimeMillis() / 1000;
  private int tokens;
  private int appended;
  private boolean first = true;

  /**
   * An answer of a model of this name.
   *
   * @param tracer finds where a text stands in the training text, if the request asks for that
   */
  public Answer(
      CompletionRequest request,
      String model,
      Tokenizer tokenizer,
      Function<String, JsonNode> tracer) {
    this.tracer = tracer;
    this.request = request;
    this.model = model;
    this.names = new TokenNames(tokenizer);
    this.details = new TokenDetails(request, tokenizer);
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    id = "cmpl-" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }

  /** A piece as a chunk of a stream. */
  public ObjectNode chunk(Piece piece) {
    tokens += piece.tokens();
    appended += piece.appended();
    ObjectNode chunk = head();
    if (first) {
      Warnings.put(chunk, request.warnings());
      first = false;
    }
    ObjectNode choice = choice(chunk.putArray("choices"), piece);
    if (request.trace()) {
      StringBuilder text = texts.computeIfAbsent(piece.choice(), key -> new StringBuilder());
      text.append(piece.text());
      if (piece.finish().isPresent()) {
        trace(choice, text.toString());
      }
    }
    if (request.usage()) {
      chunk.putNull("usage");
    }
    return chunk;
  }

  /** The last chunk of a stream whose request asks for the number of tokens. */
  public ObjectNode usageChunk() {
    ObjectNode chunk = head();
    chunk.putArray("choices");
    return usage(chunk);
  }

  /** All pieces as one answer. */
  public ObjectNode whole(List<Piece> pieces) {
    ObjectNode whole = head();
    ArrayNode choices = whole.putArray("choices");
    for (int index = 0; index < request.choices(); index++) {
      StringBuilder text = new StringBuilder();
      List<TextToken> begun = new ArrayList<>();
      List<ToolCall> calls = new ArrayList<>();
      Optional<FinishReason> finish = Optional.empty();
      for (Piece piece : pieces) {
        if (piece.choice() == index) {
          text.append(piece.text());
          begun.addAll(piece.begun());
          calls.addAll(piece.calls());
          finish = piece.finish();
          tokens += piece.tokens();
          appended += piece.appended();
        }
      }
      ObjectNode choice =
          choice(choices, new Piece(index, text.toString(), begun, 0, 0, calls, finish));
      if (request.trace()) {
        trace(choice, text.toString());
      }
    }
    Warnings.put(whole, request.warnings());
    return usage(whole);
  }

  /** How many tokens have been generated. */
  public int tokens() {
    return tokens;
  }

  private ObjectNode head() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("object", "text_completion")
        .put("created", created)
        .put("model", model)
        .put("seed", request.seed());
  }

  private ObjectNode usage(ObjectNode answer) {
    ObjectNode usage =
        answer
            .putObject("usage")
            .put("prompt_tokens", request.promptTokens())
            .put("completion_tokens", tokens);
    if (!request.tools().list().isEmpty()) {
      usage.put("tool_tokens", appended);
    }
    usage.put("total_tokens", request.promptTokens() + tokens + appended);
    return answer;
  }

  private void trace(ObjectNode choice, String text) {
    choice.set("trace", tracer.apply(text));
  }

  private ObjectNode choice(ArrayNode choices, Piece piece) {
    int index = piece.choice();
    List<TextToken> begun = piece.begun();
    ObjectNode choice = choices.addObject().put("text", piece.text()).put("index", index);
    if (request.logprobs().isPresent()) {
      logProbabilities(choice.putObject("logprobs"), begun, request.logprobs().getAsInt());
    } else {
      choice.putNull("logprobs");
    }
    request
        .details()
        .ifPresent(count -> details.put(choice.putArray("continuo_tokens"), index, begun, count));
    if (!piece.calls().isEmpty()) {
      ToolCallAnswer.write(piece.calls(), choice.putArray("tools"));
    }
    return choice.put("finish_reason", piece.finish().map(Answer::name).orElse(null));
  }

  private void logProbabilities(ObjectNode target, List<TextToken> begun, int count) {
    ArrayNode tokenNames = target.putArray("tokens");
    ArrayNode logProbabilities = target.putArray("token_logprobs");
    ArrayNode likeliest = target.putArray("top_logprobs");
    ArrayNode offsets = target.putArray("text_offset");
    for (TextToken token : begun) {
      tokenNames.add(names.name(token.id()));
      offsets.add(token.start());
      TokenDetail detail = token.detail();
      if (detail == null) {
        logProbabilities.addNull();
        likeliest.addNull();
      } else {
        double own = Math.max(LEAST, detail.logProbability());
        logProbabilities.add(own);
        ObjectNode others = likeliest.addObject();
        for (TokenProbability other : detail.likeliest(count)) {
          others.put(names.name(other.id()), Math.max(LEAST, Math.log(other.probability())));
        }
        others.put(names.name(token.id()), own);
      }
    }
  }

  private static String name(FinishReason reason) {
    return switch (reason) {
      case LENGTH -> "length";
      case STOP, CANCELLED -> "stop";
    };
  }
}
