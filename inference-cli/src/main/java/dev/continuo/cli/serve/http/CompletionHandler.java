package dev.continuo.cli.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.cli.serve.wire.Answer;
import dev.continuo.cli.serve.wire.ApiError;
import dev.continuo.cli.serve.wire.CompletionReader;
import dev.continuo.cli.serve.wire.CompletionRequest;
import dev.continuo.cli.serve.wire.JsonBody;
import dev.continuo.cli.serve.wire.Piece;
import dev.continuo.cli.serve.work.CompletionRun;
import dev.continuo.cli.serve.work.RequestQueue;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.corpus.trace.TraceOptions;
import dev.continuo.model.text.TextModel;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code POST /v1/completions}. */
final class CompletionHandler implements Handler {

  private static final Header EVENTS =
      HeaderValues.create(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");

  private final TextModel model;
  private final Optional<TraceIndex> trace;
  private final CompletionReader reader;
  private final RequestQueue queue;
  private final ServeOptions options;
  private final MemoryBudget memory;
  private final Deadlines deadlines;
  private final ServiceMetrics metrics;

  CompletionHandler(
      TextModel model,
      Optional<TraceIndex> trace,
      ServeOptions options,
      RequestQueue queue,
      MemoryBudget memory,
      Deadlines deadlines,
      ServiceMetrics metrics) {
    this.model = model;
    this.trace = trace;
    this.queue = queue;
    this.options = options;
    this.memory = memory;
    this.deadlines = deadlines;
    this.metrics = metrics;
    reader = new CompletionReader(options.model(), model, options.limits());
  }

  @Override
  public void handle(ServerRequest httpRequest, ServerResponse response) {
    long started = System.nanoTime();
    queue.checkRoom();
    try (JsonRequest<CompletionRequest> read =
        JsonRequest.read(httpRequest, options.limits().bodyBytes(), memory, reader::read)) {
      if (read.value().trace() && trace.isEmpty()) {
        throw ApiError.noIndex();
      }
      read.memory().keep(read.value().bytes());
      answer(read.value(), httpRequest, response, started);
    }
  }

  private void answer(
      CompletionRequest request, ServerRequest httpRequest, ServerResponse response, long started) {
    ClientConnection client = ClientConnection.CURRENT.get();
    Answer answer = new Answer(request, options.model(), model.tokenizer(), this::traced);
    try (ClientConnection.Answering _ = client.answering();
        CompletionRun work =
            CompletionRun.start(model, queue, options.capacity(), request, client::cut);
        Deadlines.Deadline _ = deadlines.after(work.left(), client::cut)) {
      if (request.stream()) {
        stream(work, answer, request, response, started);
      } else {
        whole(work, answer, httpRequest, response, started);
      }
      metrics.completed(since(started), request.promptTokens(), answer.tokens());
    } catch (InterruptedException e) {
      throw new CloseConnectionException("the client has left", e);
    }
  }

  private JsonNode traced(String text) {
    return TraceHandler.traced(trace.orElseThrow(), text, TraceOptions.DEFAULTS, "trace");
  }

  private void whole(
      CompletionRun work,
      Answer answer,
      ServerRequest httpRequest,
      ServerResponse response,
      long started)
      throws InterruptedException {
    List<Piece> pieces = new ArrayList<>();
    for (Piece piece = work.next(); piece != null; piece = work.next()) {
      if (pieces.isEmpty()) {
        metrics.firstText(since(started));
      }
      pieces.add(piece);
    }
    Replies.json(httpRequest, response, answer.whole(pieces));
  }

  private void stream(
      CompletionRun work,
      Answer answer,
      CompletionRequest request,
      ServerResponse response,
      long started)
      throws InterruptedException {
    response.header(EVENTS).header(HeaderNames.CACHE_CONTROL, "no-cache");
    try (OutputStream out = response.outputStream()) {
      try {
        boolean first = true;
        for (Piece piece = work.next(); piece != null; piece = work.next()) {
          write(out, answer.chunk(piece));
          if (first) {
            metrics.firstText(since(started));
            first = false;
          }
        }
        if (request.usage()) {
          write(out, answer.usageChunk());
        }
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
      } catch (ApiError e) {
        ClientConnection.CURRENT.get().outcome(e.status());
        write(out, e.json());
      }
    } catch (IOException | UncheckedIOException | ServerConnectionException e) {
      throw new CloseConnectionException("the client has left", e);
    }
  }

  private static void write(OutputStream out, JsonNode event) throws IOException {
    out.write("data: ".getBytes(StandardCharsets.UTF_8));
    out.write(JsonBody.bytes(event));
    out.write("\n\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static Duration since(long started) {
    return Duration.ofNanos(System.nanoTime() - started);
  }
}
