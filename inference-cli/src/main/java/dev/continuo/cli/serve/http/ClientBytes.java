package dev.continuo.cli.serve.http;

import io.helidon.common.socket.HelidonSocket;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a client sends. A thread of its own reads them ahead, a few kilobytes at most, so
 * that a client that leaves is noticed at once.
 */
final class ClientBytes {

  private static final byte[] NOTHING = {};

  private final HelidonSocket socket;
  private final Runnable onEnd;

  /** What has arrived and is not read yet. */
  private byte @Nullable [] arrived;

  private byte[] taken = NOTHING;
  private int at;
  private boolean ended;
  private boolean awaited;

  /**
   * The bytes of a socket.
   *
   * @param onEnd runs when the client has closed its sending side
   */
  ClientBytes(HelidonSocket socket, Runnable onEnd) {
    this.socket = socket;
    this.onEnd = onEnd;
  }

  /** Begins to read. */
  void start() {
    Thread.ofVirtual().name("continuo-client").start(this::readAhead);
  }

  /** Ends: nothing else is read. */
  void end() {
    synchronized (this) {
      ended = true;
      notifyAll();
    }
    onEnd.run();
  }

  /** Whether the client has closed its sending side. */
  synchronized boolean ended() {
    return ended;
  }

  /** Whether bytes have arrived that nobody has read. */
  synchronized boolean waiting() {
    return at < taken.length || arrived != null;
  }

  /** Whether somebody waits for bytes that have not arrived. */
  synchronized boolean awaited() {
    return awaited;
  }

  /** The next byte, or -1 if none arrives before a deadline. */
  int read(long until) {
    return await(until) ? taken[at++] & 0xFF : -1;
  }

  /** Reads some bytes; how many, or -1 if none arrive before a deadline. */
  int read(byte[] into, int from, int length, long until) {
    if (!await(until)) {
      return -1;
    }
    int read = Math.min(length, taken.length - at);
    System.arraycopy(taken, at, into, from, read);
    at += read;
    return read;
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

  /** Whether a byte arrives before a deadline. */
  private synchronized boolean await(long until) {
    if (at < taken.length) {
      return true;
    }
    try {
      awaited = true;
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
    } finally {
      awaited = false;
    }
    if (arrived == null) {
      return false;
    }
    taken = arrived;
    at = 0;
    arrived = null;
    notifyAll();
    return true;
  }
}
