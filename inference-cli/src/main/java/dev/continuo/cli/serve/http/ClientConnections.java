package dev.continuo.cli.serve.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;

/** Helidon's HTTP/1.1 over connections whose heads and bodies are read here. */
final class ClientConnections implements ServerConnectionSelector {

  private final ServerConnectionSelector http;
  private final Clients clients;
  private final Duration idle;
  private final Duration sending;
  private final long mostBytes;

  ClientConnections(
      Http1ConnectionSelector http,
      Clients clients,
      Duration idle,
      Duration sending,
      long mostBytes) {
    this.http = http;
    this.clients = clients;
    this.idle = idle;
    this.sending = sending;
    this.mostBytes = mostBytes;
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
    ClientConnection client = new ClientConnection(context, clients, idle, sending, mostBytes);
    clients.enter(client);
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
          clients.leave(client);
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
