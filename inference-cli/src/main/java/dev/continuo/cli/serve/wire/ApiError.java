package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.unicode.WellFormed;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a request fails, with its HTTP status; {@link #json} is OpenAI's error object. */
public final class ApiError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int MOST_SHOWN = 60;

  private final int status;
  private final String type;
  private final @Nullable String parameter;
  private final @Nullable String code;
  private final long retryAfterSeconds;
  private final @Nullable String allowed;

  private ApiError(
      int status,
      String type,
      @Nullable String parameter,
      @Nullable String code,
      String message,
      Duration retryAfter,
      @Nullable String allowed) {
    super(message);
    this.allowed = allowed;
    this.status = status;
    this.type = type;
    this.parameter = parameter;
    this.code = code;
    this.retryAfterSeconds = retryAfter.toSeconds();
  }

  /** A request that is wrong. */
  private static ApiError refused(
      int status, @Nullable String parameter, @Nullable String code, String message) {
    return new ApiError(
        status, "invalid_request_error", parameter, code, message, Duration.ZERO, null);
  }

  /** A request that is right but gets no answer now. */
  private static ApiError failed(
      int status, String type, String code, String message, Duration retryAfter) {
    return new ApiError(status, type, null, code, message, retryAfter, null);
  }

  /** A field that holds something else than it should. */
  static ApiError field(String name, String expected, @Nullable JsonNode found) {
    return field(
        name,
        expected,
        found == null || found.isMissingNode() ? "nothing" : shortened(found.toString()));
  }

  /** A field that holds something else than it should, described in words. */
  static ApiError field(String name, String expected, String found) {
    String called = shortened(name);
    String message = "%s: expected %s, found %s".formatted(called, expected, found);
    return refused(400, called, null, message);
  }

  /** A request that is wrong as a whole. */
  public static ApiError invalid(int status, String message) {
    return refused(status, null, null, message);
  }

  /** A request by another method than its path takes. */
  public static ApiError wrongMethod(String path, String expected, String found) {
    String message = "%s: expected %s, found %s".formatted(path, expected, found);
    String allowed = expected.equals("GET") ? "GET, HEAD" : expected;
    return new ApiError(405, "invalid_request_error", null, null, message, Duration.ZERO, allowed);
  }

  /** A prompt that the model cannot read. */
  static ApiError tooLong(String name, int most, int found) {
    String message =
        String.format(
            Locale.ROOT,
            "%s: expected at most %,d tokens, the model's context, found %,d; shorten it or set truncate_prompt_tokens",
            name,
            most,
            found);
    return refused(400, name, "context_length_exceeded", message);
  }

  /** A model that is not served here. */
  public static ApiError unknownModel(String served, String found) {
    String message = "model: expected \"%s\", found \"%s\"".formatted(served, shortened(found));
    return refused(404, "model", "model_not_found", message);
  }

  /** A lens of a model that runs on a GPU. */
  public static ApiError noLens() {
    return refused(
        404,
        null,
        "no_lens",
        "the lens: expected a model on the CPU, found it on a GPU; serve it with --device cpu");
  }

  /** A field with which something is wrong, in one sentence. */
  public static ApiError invalidField(String name, String message) {
    return refused(400, name, null, message);
  }

  /** A model whose training text is not indexed. */
  public static ApiError noIndex() {
    String message =
        "this model has no index of its training text; make one with continuo trace -m RUN --index"
            + " and start the service again";
    return refused(404, null, "no_index", message);
  }

  /** No key, or a wrong one. */
  public static ApiError unauthorized() {
    return refused(
        401,
        null,
        "invalid_api_key",
        "expected the header Authorization: Bearer KEY with the key that the service was given");
  }

  /** As many requests wait as may. */
  public static ApiError queueFull(int waiting, Duration retryAfter) {
    String message =
        String.format(Locale.ROOT, "%,d requests are already waiting; try again later", waiting);
    return failed(429, "rate_limit_error", "rate_limit_exceeded", message, retryAfter);
  }

  /** A request that cannot be served now. */
  public static ApiError unavailable(String message, Duration retryAfter) {
    return failed(503, "server_error", "unavailable", message, retryAfter);
  }

  /** A request that took too long. */
  public static ApiError timedOut(Duration limit) {
    String message =
        String.format(Locale.ROOT, "the request took longer than %,d seconds", limit.toSeconds());
    return failed(504, "server_error", "timeout", message, Duration.ZERO);
  }

  /** A fault of the service. */
  public static ApiError fault() {
    return failed(500, "server_error", "internal_error", "a fault in the service", Duration.ZERO);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** When to try again, where that helps. */
  public Optional<Duration> retryAfter() {
    return retryAfterSeconds == 0
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(retryAfterSeconds));
  }

  /** The methods that the path takes, where the request came by another. */
  public Optional<String> allowed() {
    return Optional.ofNullable(allowed);
  }

  /** The error as clients read it. */
  public ObjectNode json() {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error
        .putObject("error")
        .put("message", getMessage())
        .put("type", type)
        .put("param", parameter)
        .put("code", code);
    return error;
  }

  private static String shortened(String found) {
    return WellFormed.of(
        found.length() <= MOST_SHOWN ? found : found.substring(0, MOST_SHOWN) + "…");
  }
}
