package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests as they go over the wire: each gets one answer, and nothing in a body is a request. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RequestsTest {

  private static final String JSON = "{\"prompt\":\"ab\",\"max_tokens\":2}";
  private static final String POST =
      "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  private static final String SMUGGLED = "GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d+)");

  @TempDir static Path folder;
  private static TestService service;

  @BeforeAll
  static void start() {
    service = TestService.start(folder);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** The statuses of all answers until the service ends the connection. */
  private static List<String> statuses(String request) throws IOException {
    try (RawClient client = new RawClient(service)) {
      String answers = client.send(request).readAll();
      return STATUS
          .matcher(answers)
          .results()
          .map(MatchResult::group)
          .map(s -> s.substring(9))
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          413 | Transfer-Encoding: chunked~~FFFFFFF~
          400 | Transfer-Encoding: chunked~~ZZ~{}~0~~
          400 | Transfer-Encoding: chunked~~-5~{}~0~~
          400 | Transfer-Encoding: chunked~~2~{}too much~0~~
          400 | Transfer-Encoding: chunked~~FFFFFFFFFFFFFFFFF~
          400 | Transfer-Encoding: chunked~Content-Length: 2~~2~{}~0~~
          501 | Transfer-Encoding: gzip, chunked~~2~{}~0~~
          400 | Transfer-Encoding: chunked~Transfer-Encoding: chunked~~2~{}~0~~
          400 | Content-Length: 2~Content-Length: 3~~{}
          400 | Content-Length: -1~~{}
          400 | Content-Length: 0x2~~{}
          400 | Content-Length : 2~~{}
          413 | Content-Length: 99999999999~~{}
          413 | Content-Length: 4194305~~{}
          400 | X: a~ folded~~
          400 | no colon~~
          """)
  void nothingAfterABrokenBodyIsARequest(String status, String rest) throws IOException {
    String broken = POST + rest.strip().replace("~", "\r\n") + SMUGGLED;
    assertThat(statuses(broken)).containsExactly(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | GET / HTTP/1.1~Host: localhost~Bare: line`~~
          400 | GET / HTTP/1.1`Host: localhost``
          400 | GET / HTTP/3.7~Host: localhost~~
          400 | GET / HTTP/1.1~~
          400 | GET / HTTP/1.1~Host: a~Host: b~~
          400 | GET /%zz HTTP/1.1~Host: localhost~~
          404 | GET /é HTTP/1.0~~
          404 | FOO /x HTTP/1.1~Host: localhost~Connection: close~~
          405 | PUT /v1/completions HTTP/1.0~~
          """)
  void oddHeadsAreTheClientsFault(String status, String head) throws IOException {
    assertThat(statuses(head.strip().replace("~", "\r\n").replace('`', '\n')))
        .hasSize(1)
        .allMatch(found -> found.startsWith("4"), status);
  }

  @Test
  void longHeadsAreRefused() throws IOException {
    String fields = "X-Long: x\r\n".repeat(4000);
    assertThat(statuses("GET / HTTP/1.1\r\n" + fields + "\r\n")).containsExactly("431");
    String path = "x".repeat(5000);
    assertThat(statuses("GET /" + path + " HTTP/1.1\r\nHost: a\r\n\r\n")).containsExactly("414");
  }

  @Test
  void chunksMayHaveExtensionsAndTrailers() throws IOException {
    String half = Integer.toHexString(JSON.length() - 1);
    String chunks =
        "Connection: close\r\nTransfer-Encoding: Chunked\r\n\r\n%s;a=1;b=\"2\"\r\n%s\r\n1 ;x\r\n}\r\n0;end\r\nSum: 1\r\n\r\n"
            .formatted(half, JSON.substring(0, JSON.length() - 1));
    assertThat(statuses(POST + chunks)).containsExactly("200");
  }

  @Test
  void requestsMayFollowOneAnother() throws IOException {
    String good = POST + "Content-Length: %s\r\n\r\n%s".formatted(JSON.length(), JSON);
    String last = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assertThat(statuses("\r\n" + good + SMUGGLED + good + last + SMUGGLED))
        .containsExactly("200", "200", "200", "200");
    String unread = "GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nGET /";
    assertThat(statuses(unread + last)).containsExactly("200", "200");
  }

  @Test
  void oldRequestsAndHeadsAreAnswered() throws IOException {
    assertThat(statuses("GET /health HTTP/1.0\r\n\r\n")).containsExactly("200");
    assertThat(statuses("GET http://localhost/health HTTP/1.0\r\n\r\n")).containsExactly("200");
    String old = POST.replace("1.1", "1.0") + "Content-Length: %s\r\n\r\n%s";
    assertThat(statuses(old.formatted(JSON.length(), JSON))).containsExactly("200");
    for (String path : List.of("/", "/page.js", "/health", "/v1/models", "/metrics", "/none")) {
      try (RawClient client = new RawClient(service)) {
        client.send("HEAD %s HTTP/1.0\r\n\r\n".formatted(path));
        String answer = client.readAll();
        assertThat(answer).as(path).endsWith("\r\n\r\n").containsPattern("Content-Length: [1-9]");
        assertThat(answer.indexOf("\r\n\r\n")).as(path).isEqualTo(answer.length() - 4);
      }
    }
  }

  @Test
  void bodiesMayBeCompressed() throws IOException {
    assertThat(compressed(gzip(JSON.getBytes(StandardCharsets.UTF_8)))).contains("200");
    assertThat(compressed(JSON.getBytes(StandardCharsets.UTF_8))).contains("400", "expected gzip");
    assertThat(compressed(gzip(new byte[5_000_000]))).contains("413");
    byte[] torn = gzip(JSON.getBytes(StandardCharsets.UTF_8));
    torn[torn.length - 6] ^= 1;
    assertThat(compressed(torn)).contains("400", "expected gzip");
    assertThat(statuses(POST + "Content-Encoding: br\r\nContent-Length: 1\r\n\r\nx"))
        .containsExactly("415");
  }

  @Test
  void asksForABodyThatWaits() throws IOException {
    try (RawClient client = new RawClient(service)) {
      client.send(
          POST + "Expect: 100-continue\r\nContent-Length: %s\r\n\r\n".formatted(JSON.length()));
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100");
      assertThat(client.send(JSON).readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
    }
    assertThat(statuses(POST + "Expect: 100-continue\r\nContent-Length: 9999999\r\n\r\n"))
        .containsExactly("413");
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  private static String compressed(byte[] body) throws IOException {
    try (RawClient client = new RawClient(service)) {
      client.send(
          POST
              + "Connection: close\r\nContent-Encoding: gzip\r\nContent-Length: %s\r\n\r\n"
                  .formatted(body.length));
      return client.send(body).readAll();
    }
  }
}
