package dev.continuo.cli.serve.http;

import dev.continuo.cli.serve.wire.RequestLimits;
import dev.continuo.cli.serve.work.QueueLimits;
import dev.continuo.model.config.ModelException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * How the service is run.
 *
 * @param model the name by which clients ask for the model
 * @param host the address to listen at
 * @param port the port to listen at; 0 takes a free one
 * @param apiKey what clients must name, if anything
 * @param limits what a request may ask for
 * @param capacity how much is done at a time
 * @param sending how long a request may take to arrive
 * @param ending how long requests may still run when the service ends
 */
public record ServeOptions(
    String model,
    String host,
    int port,
    Optional<String> apiKey,
    RequestLimits limits,
    QueueLimits capacity,
    Duration sending,
    Duration ending) {

  private static final Duration SENDING = Duration.ofSeconds(30);
  private static final Duration ENDING = Duration.ofSeconds(60);

  /** A service on loopback with all limits as they are where nothing else is said. */
  public static ServeOptions local(String model, int port) {
    return new ServeOptions(
        model,
        "127.0.0.1",
        port,
        Optional.empty(),
        RequestLimits.DEFAULTS,
        QueueLimits.DEFAULTS,
        SENDING,
        ENDING);
  }

  /** The address to listen at. */
  InetAddress address() {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new ModelException("--host: expected an address of this machine, found " + host, e);
    }
  }

  /** Whether other machines can send requests without a key. */
  public boolean isOpenToAll() {
    return apiKey.isEmpty() && !address().isLoopbackAddress();
  }

  public ServeOptions withHost(String newHost) {
    return new ServeOptions(model, newHost, port, apiKey, limits, capacity, sending, ending);
  }

  public ServeOptions withApiKey(Optional<String> newApiKey) {
    return new ServeOptions(model, host, port, newApiKey, limits, capacity, sending, ending);
  }

  public ServeOptions withLimits(RequestLimits newLimits) {
    return new ServeOptions(model, host, port, apiKey, newLimits, capacity, sending, ending);
  }

  public ServeOptions withCapacity(QueueLimits newCapacity) {
    return new ServeOptions(model, host, port, apiKey, limits, newCapacity, sending, ending);
  }

  public ServeOptions withSending(Duration newSending) {
    return new ServeOptions(model, host, port, apiKey, limits, capacity, newSending, ending);
  }
}
