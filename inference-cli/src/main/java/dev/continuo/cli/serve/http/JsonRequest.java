package dev.continuo.cli.serve.http;

import dev.continuo.cli.serve.wire.ApiError;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A parsed JSON body and its share of the memory budget, held until this is closed.
 *
 * @param value the parsed request
 * @param memory its share of the budget
 */
record JsonRequest<T>(T value, MemoryBudget.Share memory) implements AutoCloseable {

  private static final Pattern JSON =
      Pattern.compile("application/json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);
  private static final int FIRST_BYTES = 4096;

  /**
   * Reads a body of JSON, which may be compressed. Other types are refused: a page of another site
   * could send those without asking its browser.
   *
   * @param most the most bytes of the JSON
   * @param reader parses the JSON
   * @throws ApiError where it is wrong, too long or too slow, or finds no memory
   */
  static <T> JsonRequest<T> read(
      ServerRequest request, int most, MemoryBudget budget, Function<byte[], T> reader) {
    String type = request.headers().value(HeaderNames.CONTENT_TYPE).orElse("nothing");
    if (!JSON.matcher(type).matches()) {
      throw ApiError.invalid(415, "Content-Type: expected application/json, found " + type);
    }
    ClientConnection client = ClientConnection.CURRENT.get();
    String encoding = client.encoding();
    boolean compressed = encoding.equals("gzip") || encoding.equals("x-gzip");
    if (!compressed && !encoding.isEmpty() && !encoding.equals("identity")) {
      throw ApiError.invalid(415, "Content-Encoding: expected gzip or nothing, found " + encoding);
    }
    MemoryBudget.Share memory = budget.share();
    try {
      RequestBody arriving = client.body();
      memory.hold(arriving.expected());
      client.askForBody();
      byte[] body = compressed ? inflated(arriving, most, memory) : whole(arriving, most, memory);
      return new JsonRequest<>(understood(body, reader), memory);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /** Reads a long body on a thread of its own: on a virtual one it would hold up everybody else. */
  private static <T> T understood(byte[] body, Function<byte[], T> reader) {
    if (body.length <= MemoryBudget.SMALL) {
      return reader.apply(body);
    }
    FutureTask<T> task = new FutureTask<>(() -> reader.apply(body));
    Thread.ofPlatform().daemon().name("continuo-reading").start(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      throw new CloseConnectionException("the client has left", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private static byte[] inflated(RequestBody body, int most, MemoryBudget.Share memory) {
    try (InputStream in = new GZIPInputStream(body)) {
      byte[] json = whole(in, most, memory);
      whole(body, most, memory); // whatever follows
      return json;
    } catch (IOException e) {
      throw ApiError.invalid(400, "body: expected gzip, found something else: " + e.getMessage());
    }
  }

  private static byte[] whole(InputStream in, int most, MemoryBudget.Share memory) {
    byte[] bytes = new byte[Math.min(most + 1, FIRST_BYTES)];
    int length = 0;
    try {
      for (int read = 0; read >= 0; read = in.read(bytes, length, bytes.length - length)) {
        length += read;
        if (length > most) {
          throw RequestBody.tooLong(most);
        }
        if (length == bytes.length) {
          int longer = (int) Math.min(2L * length, most + 1L);
          memory.hold(longer);
          bytes = Arrays.copyOf(bytes, longer);
        }
      }
    } catch (IOException e) {
      throw ApiError.invalid(400, "body: expected gzip, found something else: " + e.getMessage());
    }
    return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
  }

  @Override
  public void close() {
    memory.close();
  }
}
