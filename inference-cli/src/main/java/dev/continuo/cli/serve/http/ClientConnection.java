package dev.continuo.cli.serve.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection. A thread of its own reads ahead, so that a client that leaves while its
 * request is answered is noticed at once: the thread that answers is interrupted. A client that
 * sends nothing for too long, or its request too slowly, is at its end too.
 */
final class ClientConnection implements ConnectionContext {

  /** The connection whose request the current thread answers. */
  static final ScopedValue<ClientConnection> CURRENT = ScopedValue.newInstance();

  private static final Duration LINGER = Duration.ofSeconds(2);

  private final ConnectionContext context;
  private final HelidonSocket socket;
  private final DataReader reader = DataReader.create(this::next);
  private final Duration idle;
  private final Duration sending;
  private byte @Nullable [] arrived;
  private boolean ended;
  private @Nullable Thread answering;

  /** When the request that is read began to arrive; 0 between requests. */
  private long began;

  private boolean last;

  /**
   * A connection.
   *
   * @param idle how long it may lie idle between requests
   * @param sending how long a request may take to arrive
   */
  ClientConnection(ConnectionContext context, Duration idle, Duration sending) {
    this.context = context;
    this.socket = context.serverSocket();
    this.idle = idle;
    this.sending = sending;
    Thread.ofVirtual().name("continuo-client").start(this::readAhead);
  }

  /** To be called when a request has arrived whole. */
  void arrived() {
    began = 0;
  }

  /** To be called when the client asks for no other request on this connection. */
  void last() {
    last = true;
  }

  /** The current thread answers a request, until what is returned is closed. */
  synchronized Answering answering() {
    answering = Thread.currentThread();
    if (ended) {
      answering.interrupt();
    }
    return new Answering();
  }

  /** A request that is being answered. */
  final class Answering implements AutoCloseable {
    @Override
    public void close() {
      synchronized (ClientConnection.this) {
        answering = null;
      }
    }
  }

  /** Ends the connection, whatever is being written. */
  void cut() {
    try {
      socket.close();
    } catch (UncheckedIOException e) {
      // it was closed already
    }
    end();
  }

  /** Lets a client that still sends read the answer, before the connection is closed. */
  void finish() {
    long until = System.nanoTime() + LINGER.toNanos();
    while (began != 0 && System.nanoTime() < until && await(until)) {
      take();
    }
    end();
  }

  private void readAhead() {
    try {
      for (byte[] bytes = socket.get(); bytes != null && put(bytes); ) {
        bytes = socket.get();
      }
    } catch (UncheckedIOException e) {
      // the connection is closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private synchronized boolean put(byte[] bytes) throws InterruptedException {
    while (arrived != null && !ended) {
      wait();
    }
    arrived = bytes;
    notifyAll();
    return !ended;
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
    if (answering != null) {
      answering.interrupt();
    }
  }

  /** The next bytes, or null at the end. */
  private byte @Nullable [] next() {
    if (last && began == 0) {
      return null;
    }
    long until = began == 0 ? System.nanoTime() + idle.toNanos() : began + sending.toNanos();
    if (!await(until)) {
      return null;
    }
    if (began == 0) {
      began = System.nanoTime();
    }
    return take();
  }

  private synchronized byte @Nullable [] take() {
    byte[] bytes = arrived;
    arrived = null;
    notifyAll();
    return bytes;
  }

  /** Whether bytes arrive before a time. */
  private synchronized boolean await(long until) {
    try {
      while (arrived == null && !ended) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return arrived != null;
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return context.dataWriter();
  }

  @Override
  public ListenerContext listenerContext() {
    return context.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return context.executor();
  }

  @Override
  public Router router() {
    return context.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return context.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return socket;
  }

  @Override
  public PeerInfo remotePeer() {
    return context.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return context.localPeer();
  }

  @Override
  public boolean isSecure() {
    return context.isSecure();
  }

  @Override
  public String socketId() {
    return context.socketId();
  }

  @Override
  public String childSocketId() {
    return context.childSocketId();
  }
}
