package dev.continuo.cli.serve.work;

import java.time.Duration;

/**
 * How many texts and requests a service takes at a time, and how long they may last.
 *
 * @param texts how many texts are computed at the same time
 * @param queue how many requests may wait
 * @param patience how long a request waits
 * @param request how long a request may take in all
 * @param stall how long a client may take no piece of its answer
 */
public record QueueLimits(
    int texts, int queue, Duration patience, Duration request, Duration stall) {

  /** The limits where no others are given. */
  public static final QueueLimits DEFAULTS =
      new QueueLimits(
          16, 64, Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(10));
}
