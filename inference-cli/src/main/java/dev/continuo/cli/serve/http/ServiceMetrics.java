package dev.continuo.cli.serve.http;

import dev.continuo.cli.serve.work.RequestQueue;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** What the service counts, for Prometheus. */
final class ServiceMetrics {

  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final double[] SECONDS = {
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final Counter requests =
      Counter.builder()
          .name("continuo_requests_total")
          .help("Requests by HTTP status; 499 where the client left.")
          .labelNames("status")
          .register(registry);
  private final Counter tokens =
      Counter.builder()
          .name("continuo_tokens_total")
          .help("Tokens of prompts and of completions.")
          .labelNames("kind")
          .register(registry);
  private final Histogram first = seconds("continuo_first_text_seconds", "Until the first text.");
  private final Histogram whole = seconds("continuo_request_seconds", "Until the last text.");

  ServiceMetrics(RequestQueue queue) {
    gauge("continuo_texts_running", "Texts that are computed.", queue::running);
    gauge("continuo_requests_waiting", "Requests that wait for their turn.", queue::waiting);
    JvmMetrics.builder().register(registry);
  }

  void answered(int status) {
    requests.labelValues(String.valueOf(status)).inc();
  }

  void firstText(Duration after) {
    first.observe(after.toNanos() / 1e9);
  }

  void completed(Duration after, int promptTokens, int completionTokens) {
    whole.observe(after.toNanos() / 1e9);
    tokens.labelValues("prompt").inc(promptTokens);
    tokens.labelValues("completion").inc(completionTokens);
  }

  /** Everything in Prometheus's text format. */
  byte[] text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private Histogram seconds(String name, String help) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(SECONDS)
        .register(registry);
  }

  private interface Reading {
    double now();
  }

  private void gauge(String name, String help, Reading reading) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(reading.now()))
        .register(registry);
  }
}
