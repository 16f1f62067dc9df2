package dev.continuo.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.progress.MetricsFile;
import dev.continuo.trainer.progress.TrainingListener.Step;
import dev.continuo.trainer.report.RunReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchServerTest {

  @TempDir private Path folder;
  private RunPaths run;

  @BeforeEach
  void startRun() throws IOException {
    run = new RunPaths(folder);
    Files.createDirectories(run.own());
  }

  private void train(int from, int until) {
    try (MetricsFile metrics = new MetricsFile(run.metrics(), from)) {
      for (int step = from + 1; step <= until; step++) {
        metrics.step(new Step(step, step / 10.0, step, step, 3, 0.1, 1, 100));
      }
    }
  }

  private static HttpResponse<String> get(URI address, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void servesThePageAndWhatIsNew() throws IOException, InterruptedException {
    train(0, 3);
    try (WatchServer server = WatchServer.start(new RunReport(run), 0)) {
      HttpResponse<String> page = get(server.address());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
      assertThat(page.body()).contains("\"live\":true");
      URI data = server.address().resolve("data.json");
      assertThat(steps(get(data))).isEqualTo(3);
      train(3, 5);
      assertThat(steps(get(data))).isEqualTo(5);
      assertThat(get(server.address().resolve("/etc/passwd")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void answersNothingUnderAnotherName() throws IOException {
    try (WatchServer server = WatchServer.start(new RunReport(run), 0);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      String request = "GET /data.json HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void aTakenPortIsNamed() {
    RunReport report = new RunReport(run);
    try (WatchServer server = WatchServer.start(report, 0)) {
      int port = server.address().getPort();
      assertThatThrownBy(() -> WatchServer.start(report, port))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("port " + port);
    }
  }

  @Test
  void aPageThatIsOpenHearsTheEnd() throws IOException, InterruptedException {
    train(0, 3);
    WatchServer server = WatchServer.start(new RunReport(run), 0);
    URI data = server.address().resolve("data.json");
    assertThat(state(get(data))).isEqualTo("running");
    Thread closing = Thread.ofVirtual().start(server::close);
    String state = "running";
    while (state.equals("running")) {
      state = state(get(data));
    }
    assertThat(state).isEqualTo("not finished");
    closing.join();
    assertThatThrownBy(() -> get(data)).isInstanceOf(IOException.class);
  }

  private static int steps(HttpResponse<String> data) throws IOException {
    return json(data).at("/points/step").size();
  }

  private static String state(HttpResponse<String> data) throws IOException {
    return json(data).get("state").asText();
  }

  private static JsonNode json(HttpResponse<String> data) throws IOException {
    return new JsonMapper().readTree(data.body());
  }
}
