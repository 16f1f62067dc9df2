package dev.continuo.cli.serve.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;

/** Helidon's HTTP/1.1 over connections that are read ahead. */
final class ClientConnections implements ServerConnectionSelector {

  private final ServerConnectionSelector http;
  private final Duration idle;
  private final Duration sending;

  ClientConnections(Http1ConnectionSelector http, Duration idle, Duration sending) {
    this.http = http;
    this.idle = idle;
    this.sending = sending;
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    ClientConnection client = new ClientConnection(context, idle, sending);
    ServerConnection connection = http.connection(client);
    return new ServerConnection() {
      @Override
      public void handle(Limit limit) throws InterruptedException {
        try {
          ScopedValue.where(ClientConnection.CURRENT, client)
              .call(
                  () -> {
                    connection.handle(limit);
                    return limit;
                  });
        } finally {
          client.finish();
        }
      }

      @Override
      public Duration idleTime() {
        return connection.idleTime();
      }

      @Override
      public void close(boolean interrupt) {
        connection.close(interrupt);
      }
    };
  }
}
