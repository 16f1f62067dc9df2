package dev.continuo.trainer.bench;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.BackendCheck;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.backend.cuda.CudaBackend;
import dev.continuo.model.backend.cuda.CudaDevice;
import dev.continuo.model.backend.cuda.Operation;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.optim.DeviceOptimizer;
import dev.continuo.trainer.step.DeviceSteps;
import dev.continuo.trainer.step.Initialization;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;

/**
 * What can only be seen on a GPU: its kernels and gradients against plain loops, training beside
 * the CPU, and the speed. Prints a row of {@code docs/gpu/check}'s table for each finding.
 */
public final class GpuCheck {

  private static final double FLOAT32_TOLERANCE = 1e-4;
  private static final double BFLOAT16_TOLERANCE = 2e-2;
  private static final double H100_FLOPS = 989e12;
  private static final double GRADIENTS_AT_SIZE_TOLERANCE = 6e-2;
  private static final int SEQUENCES_AT_SIZE = 16; // the logits come in two chunks
  private static final int STEPS = 50;

  /** So that an error names the operation that failed. */
  private static final CudaDevice.Choices EACH_AWAITED = new CudaDevice.Choices(true, false, true);

  private final PrintStream out;
  private boolean failed;

  private GpuCheck(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs stages: kernels, gradients, losses, overfit, same, throughput.
   *
   * @param stages all where there are none
   */
  public static void main(String... stages) {
    GpuCheck check = new GpuCheck(System.out);
    List<String> all = List.of("kernels", "gradients", "losses", "overfit", "same", "throughput");
    for (String stage : stages.length == 0 ? all : Arrays.asList(stages)) {
      check.run(stage);
    }
    if (check.failed) {
      throw new IllegalStateException("some of what was checked is wrong");
    }
  }

  private void run(String stage) {
    switch (stage) {
      case "kernels" -> kernels();
      case "gradients" -> gradients();
      case "losses" -> losses();
      case "overfit" -> overfit();
      case "same" -> sameBytes();
      case "throughput" -> throughput();
      default -> throw new IllegalArgumentException("no stage " + stage);
    }
  }

  private static CudaBackend backend(ElementType activations) {
    return CudaBackend.open(0, activations);
  }

  private void row(String what, boolean right, String result) {
    failed |= !right;
    out.printf(Locale.ROOT, "| %s | %s%s | | | | | |%n", what, right ? "" : "WRONG: ", result);
  }

  private static double tolerance(ElementType activations) {
    return activations == ElementType.FLOAT32 ? FLOAT32_TOLERANCE : BFLOAT16_TOLERANCE;
  }

  private static List<ElementType> types() {
    return List.of(ElementType.FLOAT32, ElementType.BFLOAT16);
  }

  private void kernels() {
    for (ElementType type : types()) {
      try (Backend plain = new PlainBackend();
          CudaBackend cuda = CudaBackend.open(0, type, EACH_AWAITED)) {
        out.println(cuda.device().description());
        List<BackendCheck.Difference> differences =
            BackendCheck.differences(plain, cuda, System.nanoTime());
        List<BackendCheck.Difference> worst =
            differences.stream()
                .sorted((a, b) -> Double.compare(b.relative(), a.relative()))
                .limit(8)
                .toList();
        worst.forEach(out::println);
        differences.stream()
            .filter(each -> !(each.relative() < tolerance(type)))
            .forEach(each -> out.println("WRONG " + each));
        double largest = worst.getFirst().relative();
        row(
            "kernels, " + type,
            largest < tolerance(type),
            String.format(
                Locale.ROOT, "%d outputs, ‖Δ‖/‖ref‖ ≤ %.1e", differences.size(), largest));
      }
    }
  }

  private void gradients() {
    List<ModelConfig> nets =
        List.of(
            CheckNet.CONFIG,
            CheckNet.config(Architecture.LLAMA, 128, false),
            CheckNet.config(Architecture.QWEN3, 40, true),
            CheckNet.gpt2());
    for (ElementType type : types()) {
      double largest = 0;
      for (ModelConfig net : nets) {
        try (Backend plain = new PlainBackend();
            CudaBackend cuda = backend(type)) {
          Map<String, float[]> right = CheckNet.gradients(plain, net, LossFunction.CROSS_ENTROPY);
          Map<String, float[]> found = CheckNet.gradients(cuda, net, LossFunction.CROSS_ENTROPY);
          ObjDoubleConsumer<String> report =
              (name, distance) -> {
                if (!(distance < 2 * tolerance(type))) {
                  out.printf(
                      Locale.ROOT, "%s %s %s: %.2e%n", type, net.architecture(), name, distance);
                }
              };
          largest = Math.max(largest, CheckNet.largestDistance(right, found, report));
        }
      }
      row(
          "gradients of tiny nets, " + type,
          largest < 2 * tolerance(type),
          String.format(Locale.ROOT, "‖Δ‖/‖ref‖ ≤ %.1e", largest));
    }
    gradientsAtSize();
  }

  /** Two layers of the net whose speed is measured, in bfloat16, against the plain float32 ones. */
  private void gradientsAtSize() {
    ModelConfig net = DeviceThroughput.config(2, 768);
    Batch batch = DeviceThroughput.batch(SEQUENCES_AT_SIZE, 1);
    List<Map<String, float[]>> found = new ArrayList<>();
    for (ElementType type : types()) {
      try (CudaBackend cuda = backend(type)) {
        found.add(CheckNet.gradients(cuda, net, LossFunction.CROSS_ENTROPY, batch));
      }
    }
    double largest =
        CheckNet.largestDistance(
            found.getFirst(),
            found.getLast(),
            (name, distance) -> out.printf(Locale.ROOT, "at size, %s: %.2e%n", name, distance));
    row(
        "gradients at size, BFLOAT16 to FLOAT32",
        largest < GRADIENTS_AT_SIZE_TOLERANCE,
        String.format(Locale.ROOT, "‖Δ‖/‖ref‖ ≤ %.1e", largest));
  }

  private void losses() {
    for (ElementType type : types()) {
      for (Map.Entry<String, Optimization> each : CheckNet.optimizers().entrySet()) {
        double[] right = ReferenceLosses.of(each.getKey());
        try (CudaBackend cuda = backend(type)) {
          double[] found =
              CheckNet.train(cuda, CheckNet.CONFIG, each.getValue(), STEPS, 4, false).losses();
          double largest = 0;
          for (int i = 0; i < STEPS; i++) {
            double difference = Math.abs(found[i] - right[i]);
            largest = difference <= largest ? largest : difference;
          }
          out.println(type + " " + each.getKey() + " " + Arrays.toString(found));
          row(
              STEPS + " steps of " + each.getKey() + ", " + type,
              largest < (type == ElementType.FLOAT32 ? 2e-3 : 5e-2),
              String.format(
                  Locale.ROOT,
                  "last loss %.4f, the CPU's %.4f, largest difference %.1e",
                  found[STEPS - 1],
                  right[STEPS - 1],
                  largest));
        }
      }
    }
  }

  private void overfit() {
    Optimization muon = CheckNet.optimizer("Muon");
    try (CudaBackend cuda = backend(ElementType.BFLOAT16)) {
      double[] losses =
          CheckNet.train(cuda, CheckNet.CONFIG, muon, 200, CheckNet.BATCH, true).losses();
      row(
          "overfit of a batch",
          losses[199] < 0.2,
          String.format(Locale.ROOT, "loss %.3f, then %.4f", losses[0], losses[199]));
    }
  }

  private void sameBytes() {
    for (Map.Entry<String, Optimization> each : CheckNet.optimizers().entrySet()) {
      List<CheckNet.Run> runs = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        try (CudaBackend cuda = backend(ElementType.BFLOAT16)) {
          runs.add(CheckNet.train(cuda, CheckNet.CONFIG, each.getValue(), STEPS, 4, false));
        }
      }
      boolean same =
          runs.getFirst().weights().entrySet().stream()
              .allMatch(
                  entry ->
                      Arrays.equals(
                          entry.getValue(), runs.getLast().weights().get(entry.getKey())));
      row("same bytes twice, " + each.getKey(), same, same ? "yes" : "they differ");
    }
  }

  private void throughput() {
    try (CudaBackend cuda = backend(ElementType.BFLOAT16)) {
      double rate = MatrixRate.of(cuda);
      out.printf(
          Locale.ROOT, "| product 8192³ in bfloat16 | %.0f TFLOP/s | | | | | |%n", rate / 1e12);
      speed(rate, "124M", 12, 768, 32, "AdamW");
      profile(12, 768, 32);
    }
    double rate;
    try (CudaBackend cuda = backend(ElementType.BFLOAT16)) {
      rate = MatrixRate.of(cuda);
    }
    speed(rate, "124M", 12, 768, 32, "Muon");
    speed(rate, "124M", 12, 768, 64, "AdamW");
    speed(rate, "350M", 24, 1024, 32, "AdamW");
    speed(rate, "350M", 24, 1024, 32, "Muon");
  }

  private void speed(
      double rate, String name, int layers, int channels, int batch, String optimizer) {
    ModelConfig config = DeviceThroughput.config(layers, channels);
    Optimization optimization = CheckNet.optimizer(optimizer);
    try (CudaBackend cuda = backend(ElementType.BFLOAT16)) {
      DeviceThroughput found = DeviceThroughput.measure(cuda, config, optimization, batch, 12);
      out.printf(
          Locale.ROOT,
          "| %s, batch %d, %s | %,d parameters | %,.0f | %.1f | %.1f | %.1f %% | %.1f %% |%n",
          name,
          batch,
          optimizer,
          config.parameterCount(),
          found.tokensPerSecond(),
          found.secondsPerStep() * 1e3,
          found.bytes() / 1e9,
          100 * found.flopsPerSecond() / H100_FLOPS,
          100 * found.flopsPerSecond() / rate);
      if (cuda.device() instanceof CudaDevice device) {
        device
            .recordingProblem()
            .ifPresent(problem -> row(name + ", as a graph", false, "slower without: " + problem));
      }
      if (!found.plausible(channels)) {
        String losses =
            String.format(Locale.ROOT, "loss %.3f, then %.3f", found.firstLoss(), found.lastLoss());
        row(name + ", batch " + batch + ", " + optimizer, false, losses);
      }
    } catch (RuntimeException e) {
      row(name + ", batch " + batch + ", " + optimizer, false, String.valueOf(e.getMessage()));
      e.printStackTrace(out);
    }
  }

  /** The time of each kind of operation of a step, and of all of them together. */
  private void profile(int layers, int channels, int batch) {
    ModelConfig config = DeviceThroughput.config(layers, channels);
    try (CudaBackend cuda = backend(ElementType.BFLOAT16);
        DenseTransformer net = new DenseTransformer(cuda, config, batch, DeviceThroughput.TIME)) {
      Initialization.apply(net.parameters().arrays(), 1);
      net.parameters().refresh();
      DeviceSteps.hand(cuda, net, DeviceThroughput.batch(batch, 1), config.vocabularySize());
      List<Operation> program =
          cuda.operations(
              () -> net.forwardBackwardOperations(batch, false, LossFunction.CROSS_ENTROPY));
      OperationTimes step = OperationTimes.of(cuda.device(), program);
      out.printf(Locale.ROOT, "forward and backward, %.1f ms:%n", 1e3 * step.seconds());
      step.lines().forEach(out::println);
      for (Map.Entry<String, Optimization> each : CheckNet.optimizers().entrySet()) {
        DeviceOptimizer optimizer = new DeviceOptimizer(cuda, net.parameters(), each.getValue());
        OperationTimes update =
            OperationTimes.of(cuda.device(), cuda.operations(optimizer::operations));
        out.printf(Locale.ROOT, "%s, %.1f ms:%n", each.getKey(), 1e3 * update.seconds());
        update.lines().forEach(out::println);
      }
    }
  }
}
