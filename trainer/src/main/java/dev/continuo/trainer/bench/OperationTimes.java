package dev.continuo.trainer.bench;

import dev.continuo.model.backend.Backend.Mark;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.cuda.Device;
import dev.continuo.model.backend.cuda.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long a device takes for each kind of operation of a program.
 *
 * @param seconds of all operations
 * @param lines the longest first: what it is, how often, milliseconds in all, and the rate of a
 *     product
 */
record OperationTimes(double seconds, List<String> lines) {

  /** One after the other, so that the time between launches counts little. */
  private static final int REPEATS = 4;

  /** Runs each operation of a program some times; what they compute is of no use then. */
  static OperationTimes of(Device device, List<Operation> program) {
    Map<String, double[]> kinds = new LinkedHashMap<>();
    for (Operation operation : program) {
      device.run(operation);
    }
    for (Operation operation : program) {
      device.run(operation);
      try (Mark before = device.mark()) {
        for (int i = 0; i < REPEATS; i++) {
          device.run(operation);
        }
        try (Mark after = device.mark()) {
          double[] sums = kinds.computeIfAbsent(name(operation), key -> new double[3]);
          sums[0]++;
          sums[1] += after.secondsSince(before) / REPEATS;
          sums[2] += flops(operation);
        }
      }
    }
    double all = kinds.values().stream().mapToDouble(sums -> sums[1]).sum();
    List<String> lines =
        kinds.entrySet().stream()
            .sorted((a, b) -> Double.compare(b.getValue()[1], a.getValue()[1]))
            .map(entry -> line(entry.getKey(), entry.getValue(), all))
            .toList();
    return new OperationTimes(all, lines);
  }

  private static String line(String kind, double[] sums, double all) {
    String rate =
        sums[2] == 0 ? "" : String.format(Locale.ROOT, ", %.0f TFLOP/s", sums[2] / sums[1] / 1e12);
    return String.format(
        Locale.ROOT,
        "%5.1f %% %8.3f ms %4.0f × %s%s",
        100 * sums[1] / all,
        1e3 * sums[1],
        sums[0],
        kind,
        rate);
  }

  private static String name(Operation operation) {
    return switch (operation) {
      case Operation.Launch launch -> launch.kernel();
      case Operation.Clear clear -> "clear";
      case Operation.Product product ->
          String.format(
              Locale.ROOT,
              "product %d × %d × %d%s%s of %d to %s%s",
              product.result().height(),
              product.result().width(),
              product.left().width(),
              product.left().transposed() ? " ᵀ·" : "",
              product.right().transposed() ? " ·ᵀ" : "",
              product.batch(),
              product.result().buffer().type(),
              product.addend() == null ? "" : ", added");
    };
  }

  private static double flops(Operation operation) {
    if (!(operation instanceof Operation.Product product)) {
      return 0;
    }
    Matrix result = product.result();
    return 2.0 * product.batch() * result.height() * result.width() * product.left().width();
  }
}
