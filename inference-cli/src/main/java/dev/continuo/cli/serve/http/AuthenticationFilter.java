package dev.continuo.cli.serve.http;

import dev.continuo.cli.serve.wire.ApiError;
import dev.continuo.cli.web.LoopbackName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Who may ask for what. Where an API key is set, everything but the page and {@code /health} needs
 * it. Where the service listens on loopback, requests must name it as such: a web page whose name
 * was pointed at this machine cannot read answers.
 */
final class AuthenticationFilter implements Filter {

  private static final String SCHEME = "Bearer ";

  private static final int LEFT = 499;

  private final Optional<byte[]> key;
  private final boolean loopback;
  private final ServiceMetrics metrics;

  AuthenticationFilter(Optional<String> apiKey, boolean loopback, ServiceMetrics metrics) {
    this.metrics = metrics;
    key = apiKey.map(text -> text.getBytes(StandardCharsets.UTF_8));
    this.loopback = loopback;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    ClientConnection client = ClientConnection.CURRENT.get();
    try {
      client.check();
      check(request);
      chain.proceed();
      metrics.answered(client.outcome().orElse(response.status().code()));
    } catch (ApiError e) {
      metrics.answered(e.status());
      throw e;
    } catch (CloseConnectionException e) {
      metrics.answered(LEFT);
      throw e;
    }
  }

  private void check(RoutingRequest request) {
    if (loopback && !LoopbackName.is(host(request))) {
      throw ApiError.invalid(
          403, "Host: expected localhost, which this service listens at, found " + host(request));
    }
    String path = request.path().path();
    if (!path.equals("/health") && !Page.has(path) && !authorized(request)) {
      throw ApiError.unauthorized();
    }
  }

  private boolean authorized(RoutingRequest request) {
    return key.map(
            expected -> {
              String found = request.headers().value(HeaderNames.AUTHORIZATION).orElse("");
              boolean bears = found.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
              String given = bears ? found.substring(SCHEME.length()).strip() : "";
              return MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
            })
        .orElse(true);
  }

  private static String host(RoutingRequest request) {
    return request.headers().value(HeaderNames.HOST).orElse("");
  }
}
