package dev.continuo.cli.serve.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The connections that are open, the oldest first. Where there are many, a new one takes the place
 * of the oldest that is silent: such clients keep nobody out. One that has been silent for a moment
 * only may still be about to ask, and gives way last.
 */
final class Clients {

  private static final int MOST = 2048;
  private static final Duration MOMENT = Duration.ofSeconds(5);

  private final Set<ClientConnection> open = new LinkedHashSet<>();
  private final int most;

  /** As many connections as are given; half of them before any has to give way. */
  Clients(int most) {
    this.most = most;
  }

  /** As many connections as this process may open files for, and leave some. */
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

  /** Makes a connection the youngest, since its request has been answered. */
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
