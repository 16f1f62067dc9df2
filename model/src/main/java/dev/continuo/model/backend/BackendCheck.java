package dev.continuo.model.backend;

import dev.continuo.model.config.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Holds the operations of one backend to those of another on random input: ‖Δ‖/‖reference‖ of each
 * output. Outputs are NaN before, so that what was not written is found.
 */
public final class BackendCheck {

  /**
   * How far an output is from the reference.
   *
   * @param operation with its dimensions
   * @param output which of its outputs
   * @param relative ‖Δ‖/‖reference‖
   */
  public record Difference(String operation, String output, double relative) {}

  /** One operation on some inputs, as it is asked of either backend. */
  interface Trial {
    void run(Backend backend, CheckData data);
  }

  /** After more it is the device that has failed. */
  private static final int MOST_FAILURES = 3;

  private final Backend reference;
  private final Backend tested;
  private final List<Difference> differences = new ArrayList<>();
  private long seed;
  private int failures;

  private BackendCheck(Backend reference, Backend tested, long seed) {
    this.reference = reference;
    this.tested = tested;
    this.seed = seed;
  }

  /** The differences of all operations, at small and odd sizes. */
  public static List<Difference> differences(Backend reference, Backend tested, long seed) {
    BackendCheck check = new BackendCheck(reference, tested, seed);
    ProductTrials.all(check);
    RowTrials.all(check);
    Gpt2Trials.all(check);
    HeadTrials.all(check);
    TextTrials.all(check);
    LossTrials.all(check);
    OptimizerTrials.all(check);
    PromptTrials.all(check);
    return check.differences;
  }

  void trial(String operation, Trial trial) {
    seed++;
    CheckData expected = new CheckData(reference, tested.activations(), seed);
    CheckData found = new CheckData(tested, tested.activations(), seed);
    trial.run(reference, expected);
    try {
      trial.run(tested, found);
      tested.synchronize();
    } catch (ModelException e) {
      differences.add(
          new Difference(operation, "failed: " + e.getMessage(), Double.POSITIVE_INFINITY));
      failures++;
      if (failures > MOST_FAILURES) {
        throw e;
      }
      return;
    }
    expected
        .outputs()
        .forEach(
            (name, buffer) -> {
              float[] right = CheckData.read(reference, buffer);
              float[] values =
                  CheckData.read(tested, Objects.requireNonNull(found.outputs().get(name)));
              differences.add(new Difference(operation, name, distance(values, right)));
            });
  }

  /** ‖values − right‖/‖right‖; infinite where either has what is no number. */
  public static double distance(float[] values, float[] right) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < right.length; i++) {
      difference += Math.pow((double) values[i] - right[i], 2);
      size += Math.pow(right[i], 2);
    }
    double relative = Math.sqrt(difference) / Math.max(Math.sqrt(size), 1e-30);
    return Double.isFinite(relative) && Double.isFinite(size) ? relative : Double.POSITIVE_INFINITY;
  }

  /** The rows in the order of their ids, and of their own within one id. */
  public static int[] order(int[] ids) {
    return IntStream.range(0, ids.length)
        .boxed()
        .sorted((a, b) -> Integer.compare(ids[a], ids[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
