package dev.continuo.cli.serve.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.serve.wire.ApiError;
import dev.continuo.cli.serve.work.RequestQueue;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.text.TextModel;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A model served over HTTP until it is closed. */
public final class Service implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Service.class.getName());

  /**
   * Tells more than anybody wants to know unless it is quieted; held, since loggers are not kept.
   */
  private static final Logger HELIDON = Logger.getLogger("io.helidon");

  private static final String MODELS = "/v1/models/";

  private static final Duration ROOM_IS_MADE = Duration.ofMillis(200);

  /** What a client may lag behind before its text waits for it. */
  private static final int SEND_BUFFER_BYTES = 1 << 16;

  private static final Duration IDLE = Duration.ofMinutes(2);

  private final TextModel model;
  private final Optional<TraceIndex> trace;
  private final ServeOptions options;
  private final RequestQueue queue;
  private final Clients clients;
  private final MemoryBudget memory;
  private final Deadlines deadlines = new Deadlines();
  private final ServiceMetrics metrics;
  private final WebServer server;
  private final long created = System.currentTimeMillis() / 1000;

  private Service(
      TextModel model,
      Optional<TraceIndex> trace,
      ServeOptions options,
      Clients clients,
      MemoryBudget memory) {
    this.model = model;
    this.trace = trace;
    this.options = options;
    this.clients = clients;
    this.memory = memory;
    this.queue = new RequestQueue(options.capacity());
    this.metrics = new ServiceMetrics(queue);
    this.server = server();
  }

  /**
   * Serves a model, which stays the caller's to close.
   *
   * @throws ModelException where the address cannot be used
   */
  public static Service start(TextModel model, ServeOptions options) {
    return start(model, Optional.empty(), options);
  }

  /**
   * Serves a model and the index of its training text, which stay the caller's to close.
   *
   * @throws ModelException where the address cannot be used
   */
  public static Service start(TextModel model, Optional<TraceIndex> trace, ServeOptions options) {
    return start(model, trace, options, Clients.asManyAsMayBe(), MemoryBudget.ofHeap());
  }

  /** Serves a model to so many clients and in so much memory. */
  static Service start(
      TextModel model,
      Optional<TraceIndex> trace,
      ServeOptions options,
      Clients clients,
      MemoryBudget memory) {
    HELIDON.setLevel(Level.WARNING);
    Service service = new Service(model, trace, options, clients, memory);
    try {
      checkFree(options);
      service.server.start();
      if (!service.server.isRunning()) {
        throw new IllegalStateException("the server did not start");
      }
      service.deadlines.every(ROOM_IS_MADE, clients::makeRoom);
      return service;
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      service.server.stop();
      service.deadlines.close();
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "--port: cannot listen at %s:%d: %s; choose another, or 0 for any that is free",
              options.host(),
              options.port(),
              rootCause(e).getMessage()),
          e);
    }
  }

  /** Finds out whether the port can be had, since Helidon only logs that it cannot. */
  private static void checkFree(ServeOptions options) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(options.address(), options.port()));
    }
  }

  /** The port that it listens at. */
  public int port() {
    return server.port();
  }

  /** Takes no more requests, waits for those that run, and ends. */
  @Override
  public void close() {
    try {
      if (!queue.close(options.ending())) {
        LOG.log(System.Logger.Level.WARNING, "ended before every request was answered");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop();
    deadlines.close();
  }

  private WebServer server() {
    InetAddress address = options.address();
    Http1ConnectionSelector http =
        Http1ConnectionSelector.builder().config(Http1Config.create()).build();
    return WebServer.builder()
        .address(address)
        .port(options.port())
        .shutdownHook(false)
        .maxTcpConnections(clients.most())
        .connectionOptions(
            socket -> socket.tcpNoDelay(true).socketSendBufferSize(SEND_BUFFER_BYTES))
        .protocolsDiscoverServices(false)
        .addConnectionSelector(
            new ClientConnections(
                http, clients, IDLE, options.sending(), options.limits().bodyBytes()))
        .directHandlers(directHandlers())
        .routing(routing(address.isLoopbackAddress()))
        .build();
  }

  private HttpRouting.Builder routing(boolean loopback) {
    ShortRequests requests = new ShortRequests(options, queue, memory);
    HttpRouting.Builder rules =
        HttpRouting.builder()
            .addFilter(new AuthenticationFilter(options.apiKey(), loopback, metrics))
            .register(new Page())
            .post(
                "/v1/completions",
                new CompletionHandler(model, trace, options, queue, memory, deadlines, metrics))
            .post("/v1/next_tokens", new NextTokensHandler(model, requests))
            .post("/v1/lens", new LensHandler(model, requests))
            .post("/v1/trace", new TraceHandler(trace, requests));
    Page.accepting(rules, "/v1/completions", "POST");
    Page.accepting(rules, "/v1/next_tokens", "POST");
    Page.accepting(rules, "/v1/lens", "POST");
    Page.accepting(rules, "/v1/trace", "POST");
    Page.reading(
        rules, "/v1/models", (request, response) -> Replies.json(request, response, models()));
    Page.reading(rules, MODELS + "{+id}", this::model);
    Page.reading(rules, "/health", this::health);
    Page.reading(rules, "/metrics", this::metrics);
    return rules
        .any((request, response) -> refuse(request))
        .error(ApiError.class, this::failed)
        .error(HttpException.class, this::refused)
        .error(RuntimeException.class, this::broken);
  }

  private ObjectNode models() {
    ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
    list.putArray("data").add(model());
    return list;
  }

  private ObjectNode model() {
    ModelConfig config = model.config();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .put("id", options.model())
        .put("object", "model")
        .put("created", created)
        .put("owned_by", "continuo")
        .put("max_model_len", config.contextLength())
        .put("vocabulary_size", config.vocabularySize())
        .put("parameters", config.parameterCount());
    ObjectNode own =
        answer.putObject("continuo").put("trace", trace.isPresent()).put("lens", model.hasLens());
    ArrayNode tools = own.putArray("tools");
    model.tools().list().forEach(tool -> tools.add(tool.name()));
    return answer;
  }

  private void model(ServerRequest request, ServerResponse response) {
    String id = request.path().path().substring(MODELS.length());
    if (!id.equals(options.model())) {
      throw ApiError.unknownModel(options.model(), id);
    }
    Replies.json(request, response, model());
  }

  private void health(ServerRequest request, ServerResponse response) {
    if (queue.closed()) {
      response.status(Status.SERVICE_UNAVAILABLE_503);
    }
    String status = queue.closed() ? "stopping" : "ok";
    Replies.json(request, response, JsonNodeFactory.instance.objectNode().put("status", status));
  }

  private void metrics(ServerRequest request, ServerResponse response) {
    response.header(HeaderNames.CONTENT_TYPE, ServiceMetrics.CONTENT_TYPE);
    Replies.send(request, response, metrics.text());
  }

  private static void refuse(ServerRequest request) {
    throw ApiError.invalid(
        404,
        "%s: expected /v1/completions, /v1/models, /health, /metrics or the page at /"
            .formatted(request.path().path()));
  }

  /** Answers with an error; a client that has left meanwhile is no fault. */
  private void failed(ServerRequest request, ServerResponse response, ApiError error) {
    try {
      Replies.error(request, response, error);
    } catch (CloseConnectionException e) {
      ClientConnection.CURRENT.get().cut();
    }
  }

  private void refused(ServerRequest request, ServerResponse response, HttpException error) {
    failed(
        request,
        response,
        ApiError.invalid(error.status().code(), String.valueOf(error.getMessage())));
  }

  private void broken(ServerRequest request, ServerResponse response, RuntimeException error) {
    LOG.log(System.Logger.Level.ERROR, "a request failed", error);
    if (response.isSent()) {
      ClientConnection.CURRENT.get().cut();
      return;
    }
    failed(request, response, ApiError.fault());
  }

  /** What Helidon refuses before any handler sees it. */
  private DirectHandlers directHandlers() {
    DirectHandler handler =
        (request, type, status, headers, message) -> {
          metrics.answered(status.code());
          String text =
              "expected an HTTP/1.1 request for a path in percent-encoding, with one Host header,"
                  + " found something else"
                  + (message == null || message.isEmpty() ? "" : ": " + message);
          return DirectHandler.TransportResponse.builder()
              .status(status)
              .headers(headers)
              .header(Replies.JSON)
              .keepAlive(false)
              .entity(ApiError.invalid(status.code(), text).json().toString())
              .build();
        };
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, handler);
    }
    return handlers.build();
  }

  private static Throwable rootCause(Throwable error) {
    Throwable cause = error.getCause();
    return cause == null ? error : rootCause(cause);
  }
}
