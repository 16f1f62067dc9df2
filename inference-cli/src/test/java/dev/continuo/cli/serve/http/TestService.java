package dev.continuo.cli.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.cli.run.TinyRun;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.step.Corpus;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.corpus.trace.TraceIndexer;
import dev.continuo.model.text.TextModel;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** A tiny model served at a free port, and a client of the JDK's. */
final class TestService implements AutoCloseable {

  static final String MODEL = "tiny";

  /** A status and the body's JSON. */
  record Reply(int status, JsonNode json, HttpResponse<String> response) {

    String error() {
      return json.path("error").path("message").asText();
    }
  }

  private static final JsonMapper MAPPER = new JsonMapper();

  final TextModel run;
  final Service service;
  private final HttpClient client = HttpClient.newHttpClient();

  /** A service of a model, which it closes. */
  TestService(TextModel run, ServeOptions options) {
    this(run, Service.start(run, options));
  }

  /** A service that has been started. */
  TestService(TextModel run, Service service) {
    this.run = run;
    this.service = service;
  }

  static TestService start(Path folder) {
    return start(folder, UnaryOperator.identity());
  }

  static TestService start(Path folder, UnaryOperator<ServeOptions> change) {
    return of(TinyRun.write(folder), change);
  }

  /** Serves a model that is there. */
  static TestService of(Path folder, UnaryOperator<ServeOptions> change) {
    TextModel run = TextModel.open(folder);
    return new TestService(run, change.apply(ServeOptions.local(MODEL, 0)));
  }

  /** An index of a text that a run's vocabulary has been put to, for the service to trace in. */
  static TraceIndex index(Path folder, Path run, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("proverbs.txt"), text);
    CorpusFolder corpus = new CorpusFolder(folder.resolve("corpus"));
    Path tokenizerFile = run.resolve(Tokenizers.FILE_NAME);
    try (Corpus built = Corpus.open(CorpusOptions.of(List.of(file)).withValidationShare(0.3));
        Tokenizer tokenizer = Tokenizers.open(tokenizerFile)) {
      built.write(corpus.path(), false, tokenizer, tokenizerFile, (phase, done, all) -> {});
    }
    Path trace = folder.resolve("trace");
    new TraceIndexer(corpus).write(trace, (phase, done, all) -> {});
    return TraceIndex.open(trace, corpus);
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + service.port() + path);
  }

  Reply complete(String body) {
    return post("/v1/completions", body);
  }

  Reply post(String path, String body) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  Reply get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  Reply send(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      String type = response.headers().firstValue("Content-Type").orElse("");
      JsonNode json =
          type.equals("application/json")
              ? MAPPER.readTree(response.body())
              : MAPPER.getNodeFactory().missingNode();
      return new Reply(response.statusCode(), json, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The events of a stream, whose last must be [DONE]. */
  List<JsonNode> stream(String body) {
    Reply reply = complete(body);
    String[] events = reply.response().body().split("\n\n", -1);
    if (events.length < 2 || !events[events.length - 2].equals("data: [DONE]")) {
      throw new AssertionError("the stream does not end with [DONE]: " + reply.response().body());
    }
    List<JsonNode> nodes = new ArrayList<>();
    for (int i = 0; i + 2 < events.length; i++) {
      try {
        nodes.add(MAPPER.readTree(events[i].substring("data: ".length())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return nodes;
  }

  /** A text's token ids as JSON. */
  String ids(String text) {
    return Arrays.toString(run.tokenizer().encode(text));
  }

  /** A metric's value. */
  double metric(String name) {
    return get("/metrics")
        .response()
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() {
    client.close();
    service.close();
    run.close();
  }
}
