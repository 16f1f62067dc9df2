package dev.continuo.trainer.progress;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code metrics.jsonl} tells of a run, without the steps that it went back before.
 *
 * @param points the logged steps, in order
 * @param events what was out of the ordinary, in order
 * @param whole whether nothing is known to be missing
 */
public record RunHistory(List<Point> points, List<Event> events, boolean whole) {

  /**
   * A logged step; the held-out losses only where it was evaluated.
   *
   * @param step finished steps
   * @param tokens trained so far
   * @param seconds spent so far
   * @param trainLoss nats per token of this step's batch
   * @param valLoss nats per held-out token
   * @param valBitsPerByte bits per byte of held-out text
   * @param learningRate of this step
   * @param gradientNorm before clipping
   * @param tokensPerSecond of the last few steps
   */
  public record Point(
      long step,
      long tokens,
      double seconds,
      double trainLoss,
      @Nullable Double valLoss,
      @Nullable Double valBitsPerByte,
      double learningRate,
      double gradientNorm,
      double tokensPerSecond) {}

  /** Something out of the ordinary. */
  public record Event(long step, String message) {}

  public RunHistory {
    points = List.copyOf(points);
    events = List.copyOf(events);
  }

  /** Reads a run's file; empty where it has none. */
  public static RunHistory read(Path file) {
    List<Point> points = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    List<Integer> damaged = new ArrayList<>();
    boolean gaps = false;
    for (JsonNode line : StepLines.read(file, damaged::add)) {
      long step = line.path("step").asLong();
      if (line.has("event")) {
        gaps |= line.path(MetricsFile.GAP).asBoolean();
        events.add(new Event(step, line.path("event").asText()));
        continue;
      }
      while (!points.isEmpty() && points.getLast().step() >= step) {
        points.removeLast();
      }
      points.add(
          new Point(
              step,
              line.path("tokens").asLong(),
              line.path("seconds").asDouble(),
              line.path("train_loss").asDouble(Double.NaN),
              number(line, "val_loss"),
              number(line, "val_bits_per_byte"),
              line.path("learning_rate").asDouble(),
              line.path("grad_norm").asDouble(Double.NaN),
              line.path("tokens_per_second").asDouble(Double.NaN)));
    }
    return new RunHistory(points, events, damaged.isEmpty() && !gaps);
  }

  /**
   * A message if a run's file lacks evaluations.
   *
   * @param step the run's last step
   * @param expected how many evaluations there were until then
   */
  public static Optional<String> gap(Path file, long step, int expected) {
    RunHistory history = read(file);
    long found = history.evaluated().stream().filter(point -> point.step() <= step).count();
    return history.whole() && found >= expected
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s is incomplete: it has %d of %d evaluations, so the curve has gaps and there is no verdict",
                file,
                Math.min(found, expected),
                expected));
  }

  /** The steps that were evaluated. */
  public List<Point> evaluated() {
    return points.stream().filter(point -> point.valLoss() != null).toList();
  }

  private static @Nullable Double number(JsonNode line, String key) {
    return line.path(key).isNumber() ? line.path(key).asDouble() : null;
  }
}
