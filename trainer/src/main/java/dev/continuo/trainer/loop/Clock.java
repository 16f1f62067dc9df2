package dev.continuo.trainer.loop;

import java.util.ArrayDeque;
import java.util.Deque;

/** The time a run has spent, and its speed over the last steps. */
final class Clock {

  private static final int STEPS_OF_SPEED = 20;

  private record Mark(double seconds, long tokens) {}

  private final double before;
  private final long start = System.nanoTime();
  private final Deque<Mark> marks = new ArrayDeque<>();

  /** A clock that goes on from some seconds. */
  Clock(double before) {
    this.before = before;
  }

  double seconds() {
    return before + (System.nanoTime() - start) * 1e-9;
  }

  /** Starts to measure the speed anew, as after a pause that was not training. */
  void mark(long tokens) {
    marks.clear();
    marks.add(new Mark(seconds(), tokens));
  }

  /** The tokens per second since a few steps ago. */
  double speed(long tokens) {
    Mark now = new Mark(seconds(), tokens);
    Mark first = marks.getFirst();
    marks.add(now);
    if (marks.size() > STEPS_OF_SPEED) {
      marks.removeFirst();
    }
    return (now.tokens - first.tokens) / Math.max(now.seconds - first.seconds, 1e-9);
  }
}
