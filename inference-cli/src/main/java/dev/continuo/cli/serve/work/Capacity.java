package dev.continuo.cli.serve.work;

import java.time.Duration;

/**
 * How much is done at a time.
 *
 * @param texts how many texts are computed at the same time
 * @param queue how many requests may wait for their turn
 * @param patience how long a request waits for its turn
 * @param request how long a request may take in all
 * @param stall how long a client may take no piece of its answer
 */
public record Capacity(int texts, int queue, Duration patience, Duration request, Duration stall) {

  /** What is done where nothing else is said. */
  public static final Capacity DEFAULTS =
      new Capacity(16, 64, Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(10));
}
