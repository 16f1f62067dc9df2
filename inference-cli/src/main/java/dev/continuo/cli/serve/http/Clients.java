package dev.continuo.cli.serve.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The open connections, the oldest first. When there are many, those that have been idle for a
 * moment are closed, so idle clients keep nobody out. A client that connected only just now may
 * still be about to send a request, and is never closed for another one.
 */
final class Clients {

  private static final int MOST = 2048;

  /** As long as the head of a request may take. */
  private static final Duration MOMENT = Duration.ofSeconds(10);

  private final Set<ClientConnection> open = new LinkedHashSet<>();
  private final int most;
  private final Duration moment;

  /**
   * Room for clients.
   *
   * @param most at most so many connections; from half of them on, idle ones are closed
   * @param moment how long a connection may be idle then
   */
  Clients(int most, Duration moment) {
    this.most = most;
    this.moment = moment;
  }

  /** At most half as many connections as this process may have open files. */
  static Clients asManyAsMayBe() {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : 2 * MOST;
    return new Clients(Math.clamp(files / 2, 16, MOST), MOMENT);
  }

  /** How many connections may be open. */
  int most() {
    return most;
  }

  /** A connection has been opened. */
  synchronized void enter(ClientConnection client) {
    open.add(client);
  }

  /** Closes what has been idle for a moment, where connections are many. */
  void makeRoom() {
    List<ClientConnection> idle = List.of();
    synchronized (this) {
      if (open.size() >= most / 2) {
        idle =
            open.stream()
                .takeWhile(client -> client.age().compareTo(moment) > 0)
                .filter(ClientConnection::silent)
                .limit(open.size() - most / 2 + 1)
                .toList();
      }
    }
    idle.forEach(ClientConnection::cut);
  }

  /** Moves a connection to the end, since its request has just been answered. */
  synchronized void answered(ClientConnection client) {
    if (open.remove(client)) {
      open.add(client);
    }
  }

  /** A connection has ended. */
  synchronized void leave(ClientConnection client) {
    open.remove(client);
  }
}
