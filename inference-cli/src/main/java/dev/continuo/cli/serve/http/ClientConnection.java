package dev.continuo.cli.serve.http;

import dev.continuo.cli.serve.wire.ApiError;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection. Helidon is handed whole heads of requests, one at a time, and nothing
 * else; bodies are read here by whoever answers. A client that leaves while its request is answered
 * is noticed at once: the thread that answers is interrupted. A client that is idle for too long,
 * or sends its request too slowly, is disconnected.
 */
final class ClientConnection implements ConnectionContext {

  /** The connection whose request the current thread answers. */
  static final ScopedValue<ClientConnection> CURRENT = ScopedValue.newInstance();

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** How much of an unread body is skipped to reach the next request. */
  private static final int MOST_SKIPPED = 64 << 10;

  /** How much is skipped, and for how long, so that a client still sending reads the answer. */
  private static final int MOST_LINGERED = 64 << 20;

  private static final int SKIPPED_AT_ONCE = 8 << 10;
  private static final Duration LINGER = Duration.ofSeconds(10);
  private static final Duration SILENCE = Duration.ofMillis(500);

  private static final Duration SENDING_HEAD = Duration.ofSeconds(10);

  private final ConnectionContext context;
  private final HelidonSocket socket;
  private final Clients clients;
  private final ClientBytes bytes;
  private final DataReader reader = DataReader.create(this::nextHead);
  private final Duration idle;
  private final Duration sending;
  private final long mostBytes;
  private @Nullable Thread answering;
  private @Nullable RequestHead head;
  private @Nullable RequestBody body;
  private volatile boolean last;
  private volatile long since = System.nanoTime();
  private OptionalInt outcome = OptionalInt.empty();

  /**
   * A connection.
   *
   * @param clients all connections
   * @param idle how long it may lie idle between requests
   * @param sending how long a request may take to arrive
   * @param mostBytes the longest body
   */
  ClientConnection(
      ConnectionContext context, Clients clients, Duration idle, Duration sending, long mostBytes) {
    this.context = context;
    this.clients = clients;
    this.socket = context.serverSocket();
    this.idle = idle;
    this.sending = sending;
    this.mostBytes = mostBytes;
    this.bytes = new ClientBytes(socket, this::leave);
    bytes.start();
  }

  /** Refuses a request whose head is wrong. */
  void check() {
    if (head != null && head.fault() != null) {
      throw head.fault();
    }
  }

  /** The encoding of the body; empty where there is none. */
  String encoding() {
    return head == null ? "" : head.encoding();
  }

  /**
   * The body.
   *
   * @throws ApiError where it is known to be too long
   */
  RequestBody body() {
    if (body == null) {
      throw new IllegalStateException("a body belongs to a request");
    }
    body.checkLength();
    return body;
  }

  /** Sends 100 Continue to a client that waits for it before sending the body. */
  void askForBody() {
    if (head != null && head.expectsContinue()) {
      context.dataWriter().writeNow(BufferData.create(CONTINUE));
    }
  }

  /** Whether the connection stays open for another request after this answer. */
  boolean goesOn() {
    return !last && body != null && body.ended();
  }

  /** No other request is read on this connection. */
  void last() {
    last = true;
  }

  /** Sets the status to record where it differs from the one already sent. */
  void outcome(int status) {
    outcome = OptionalInt.of(status);
  }

  /** The status that was set for the present request, if any. */
  OptionalInt outcome() {
    return outcome;
  }

  /** The current thread answers a request, until what is returned is closed. */
  synchronized Answering answering() {
    answering = Thread.currentThread();
    if (bytes.ended()) {
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

  private synchronized boolean busy() {
    return answering != null;
  }

  /** Whether the connection is idle: nothing is done until the client sends more. */
  boolean silent() {
    return !busy() && bytes.awaited();
  }

  /** The time since it connected or was last answered. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  /** Ends the connection, whatever is being written. */
  void cut() {
    last = true;
    try {
      socket.close();
    } catch (UncheckedIOException e) {
      // it was closed already
    }
    bytes.end();
  }

  /** Lets a client that still sends read the answer, before the connection is closed. */
  void finish() {
    boolean lost = head != null && head.fault() != null;
    long unread = body == null ? 0 : lost || bytes.waiting() ? MOST_LINGERED : body.unread();
    long until = System.nanoTime() + LINGER.toNanos();
    byte[] over = new byte[SKIPPED_AT_ONCE];
    for (long left = Math.min(unread, MOST_LINGERED); left > 0 && System.nanoTime() < until; ) {
      long silent = System.nanoTime() + SILENCE.toNanos();
      int read = bytes.read(over, 0, (int) Math.min(left, over.length), silent);
      left = read < 0 ? 0 : left - read;
    }
    bytes.end();
  }

  private synchronized void leave() {
    if (answering != null) {
      answering.interrupt();
    }
  }

  /** The next head, or null at the end. */
  private byte @Nullable [] nextHead() {
    if (last || (body != null && !body.skipRest(MOST_SKIPPED))) {
      return null;
    }
    since = System.nanoTime();
    clients.answered(this);
    long silent = System.nanoTime() + idle.toNanos();
    Duration fast = sending.compareTo(SENDING_HEAD) < 0 ? sending : SENDING_HEAD;
    RequestHead next = RequestHead.read(bytes, silent, fast.toNanos());
    if (next == null) {
      last = true;
      return null;
    }
    head = next;
    last = next.last();
    outcome = OptionalInt.empty();
    body = new RequestBody(bytes, next.length(), mostBytes, sending);
    return next.bytes();
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
