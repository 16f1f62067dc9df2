package dev.continuo.trainer.optim;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.device.CudaProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * On a GPU: AdamW and the gradient's norm in one launch each over the stretches of all tensors;
 * Muon's parts in array operations. It is used where its kernels compile and agree with array
 * operations on a trial.
 */
final class CudaElementwise implements Elementwise {

  private static final String SOURCE = "adamw.cu";
  private static final long STRETCH = 1L << 16;
  private static final int THREADS = 256;
  private static final int LONGS_OF_STRETCH = 6;
  private static final double LARGEST_DIFFERENCE = 1e-5;

  private final CudaProgram program;
  private final NDManager manager;
  private final ArrayElementwise arrays = new ArrayElementwise();

  private CudaElementwise(CudaProgram program, NDManager manager) {
    this.program = program;
    this.manager = manager;
  }

  /** The kernels on a manager's GPU, or array operations where they cannot be used. */
  static Elementwise orArrays(NDManager manager) {
    Device device = manager.getDevice();
    try {
      CudaProgram program = new CudaProgram(SOURCE, source(), device.getDeviceId());
      CudaElementwise fused = new CudaElementwise(program, manager);
      if (fused.agreesWithArrays()) {
        return fused;
      }
      warn("the fused kernels disagree with array operations");
    } catch (LinkageError | ModelException e) {
      warn(String.valueOf(e.getMessage()));
    }
    return new ArrayElementwise();
  }

  private static void warn(String reason) {
    System.getLogger(CudaElementwise.class.getName())
        .log(System.Logger.Level.WARNING, "AdamW runs in array operations: " + reason);
  }

  private static String source() {
    try (InputStream in = CudaElementwise.class.getResourceAsStream(SOURCE)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public double squaredNorm(Iterable<NDArray> gradients) {
    List<Long> table = new ArrayList<>();
    for (NDArray gradient : gradients) {
      addStretches(table, 0, address(gradient), 0, 0, gradient.size(), 0);
    }
    int blocks = table.size() / LONGS_OF_STRETCH;
    try (NDArray stretches = upload(table);
        NDArray sums = manager.zeros(new Shape(blocks), DataType.FLOAT64)) {
      program.launch("squared_norm", blocks, THREADS, address(stretches), address(sums));
      return VectorLoops.sequentialSum(sums.toDoubleArray());
    }
  }

  @Override
  public void adamW(
      List<AdamWState.Slot> slots, Map<String, NDArray> gradients, AdamWState.Factors by) {
    List<Long> table = new ArrayList<>();
    for (AdamWState.Slot slot : slots) {
      addStretches(
          table,
          address(slot.weight()),
          address(slot.gradient(gradients)),
          address(slot.mean()),
          address(slot.square()),
          slot.weight().size(),
          pair(by.rate(slot), by.keep(slot)));
    }
    int blocks = table.size() / LONGS_OF_STRETCH;
    try (NDArray stretches = upload(table)) {
      program.launch(
          "adamw",
          blocks,
          THREADS,
          address(stretches),
          by.clip(),
          by.beta1(),
          by.beta2(),
          by.epsilon());
    }
  }

  @Override
  public void nesterov(
      NDArray momentum, List<NDArray> gradients, NDArray blend, double clip, double mu) {
    arrays.nesterov(momentum, gradients, blend, clip, mu);
  }

  @Override
  public void descend(List<NDArray> weights, NDArray changes, double keep, double rate) {
    arrays.descend(weights, changes, keep, rate);
  }

  /** One step of each on numbers that need a clip, a decay and more than one stretch. */
  private boolean agreesWithArrays() {
    AdamWState.Factors factors = new AdamWState.Factors(0.5f, 0.9f, 0.95f, 0.01, 1e-8f, 0.01);
    try (NDManager scope = manager.newSubManager()) {
      List<NDArray> results = new ArrayList<>();
      List<Double> norms = new ArrayList<>();
      for (Elementwise arithmetic : List.of(this, arrays)) {
        NDArray weight = scope.arange((int) STRETCH + 3).toType(DataType.FLOAT32, true);
        NDArray gradient = weight.mul(1e-4).sin();
        NDArray mean = weight.mul(2e-4).sin();
        NDArray square = weight.mul(3e-4).sin().abs();
        AdamWState.Slot slot = new AdamWState.Slot("trial", weight, mean, square, 1, 0.1);
        norms.add(arithmetic.squaredNorm(List.of(gradient)));
        arithmetic.adamW(List.of(slot), Map.of("trial", gradient), factors);
        results.add(mean.add(square).add(weight.mul(1e-4)));
      }
      double difference = results.get(0).sub(results.get(1)).abs().max().getFloat();
      double ratio = norms.get(0) / norms.get(1);
      return difference < LARGEST_DIFFERENCE && Math.abs(ratio - 1) < LARGEST_DIFFERENCE;
    }
  }

  private NDArray upload(List<Long> table) {
    return manager.create(table.stream().mapToLong(Long::longValue).toArray());
  }

  private static void addStretches(
      List<Long> table,
      long weight,
      long gradient,
      long mean,
      long square,
      long count,
      long factors) {
    for (long from = 0; from < count; from += STRETCH) {
      long bytes = from * Float.BYTES;
      table.add(weight + bytes);
      table.add(gradient + bytes);
      table.add(mean + bytes);
      table.add(square + bytes);
      table.add(Math.min(STRETCH, count - from));
      table.add(factors);
    }
  }

  /** Two floats as they lie behind one another in the kernel's struct. */
  private static long pair(float first, float second) {
    return (Float.floatToRawIntBits(first) & 0xFFFFFFFFL)
        | (long) Float.floatToRawIntBits(second) << Integer.SIZE;
  }

  private static long address(NDArray array) {
    return Aten.floats(array).address();
  }
}
