package dev.continuo.cli.serve.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The open connections, the oldest first. When there are many, a new one replaces the oldest idle
 * one, so idle clients keep nobody out. A client that connected only a moment ago may still be
 * about to send a request and is replaced last.
 */
final class Clients {

  private static final int MOST = 2048;

  /** As long as the head of a request may take. */
  private static final Duration MOMENT = Duration.ofSeconds(10);

  private final Set<ClientConnection> open = new LinkedHashSet<>();
  private final int most;

  /** At most so many connections; from half of them on, idle ones are replaced. */
  Clients(int most) {
    this.most = most;
  }

  /** At most half as many connections as this process may have open files. */
  static Clients asManyAsMayBe() {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : 2 * MOST;
    return new Clients(Math.clamp(files / 2, 16, MOST));
  }

  /** How many connections may be open. */
  int most() {
    return most;
  }

  /** Lets a connection in. */
  void enter(ClientConnection client) {
    Optional<ClientConnection> oldest = Optional.empty();
    synchronized (this) {
      if (open.size() >= most / 2) {
        boolean full = open.size() >= most;
        oldest =
            open.stream()
                .takeWhile(other -> full || other.age().compareTo(MOMENT) > 0)
                .filter(ClientConnection::silent)
                .findFirst();
        oldest.ifPresent(open::remove);
      }
      open.add(client);
    }
    oldest.ifPresent(ClientConnection::cut);
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
