package dev.continuo.trainer.engine;

import static dev.continuo.model.device.Sizes.product;
import static dev.continuo.model.device.Sizes.sum;

import dev.continuo.model.aten.Libtorch;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.ComputeDevice;
import dev.continuo.model.device.CudaDevices;
import dev.continuo.model.device.MachineMemory;
import dev.continuo.model.device.Sizes;
import dev.continuo.model.engine.EngineMemory;
import dev.continuo.model.engine.ExplicitTransformer;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingException;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a run needs, estimated before its first step: in Java's heap the ids of two
 * batches (the one in hand and the one that is read ahead) and, where the net is written out, what
 * it computes in; beside the heap, or on the GPU, the weights, their gradients and the optimizer's
 * averages. It counts only the minimum, so a run that it refuses could not have succeeded.
 *
 * @param model the net
 * @param config how it is trained
 * @param activations their type where all is laid out beforehand, over a backend; else null
 * @param machine the memory that there is; the total is what a GPU has free where one computes
 */
public record MemoryPlan(
    ModelConfig model,
    TrainingConfig config,
    @Nullable ElementType activations,
    MachineMemory machine) {

  /** The share of the heap that a run plans with; the rest is for short-lived objects. */
  private static final double USABLE = 0.9;

  private static final int BATCHES = 2;

  /** Of a run on a device of this machine. */
  public static MemoryPlan of(ModelConfig model, TrainingConfig config, ComputeDevice device) {
    MachineMemory machine = MachineMemory.current();
    return switch (device) {
      case CPU ->
          new MemoryPlan(
              model, config, isOnBackend(model, config) ? ElementType.FLOAT32 : null, machine);
      case GPU -> {
        long free = CudaDevices.list().getFirst().freeBytes();
        ElementType type = DeviceMemory.activations(config.precision());
        yield new MemoryPlan(model, config, type, new MachineMemory(machine.heapBytes(), free));
      }
    };
  }

  /**
   * Whether a run on the CPU goes over the backend: where there is no libtorch, and with dropout,
   * which the written-out engine has not.
   */
  static boolean isOnBackend(ModelConfig model, TrainingConfig config) {
    boolean written =
        switch (model.architecture()) {
          case QWEN3, LLAMA -> true;
          case GPT2 -> false; // its operations are plain loops there
        };
    return !Libtorch.isThere() || (written && config.dropout() > 0);
  }

  /**
   * Refuses what cannot run.
   *
   * @param ofDepth the net of another depth, or null where the depth was not chosen
   * @throws TrainingException says what it would need, what is available and what fits
   */
  public void require(@Nullable IntFunction<ModelConfig> ofDepth) {
    if (fits()) {
      return;
    }
    int rows = config.batch().size();
    int columns = config.batch().context();
    String needed =
        String.format(
            Locale.ROOT,
            "a net of %,d parameters with %,d sequences of %,d tokens in a step needs at least %s of"
                + " Java's heap and %s beside it, and no array of more than %,d elements; available are"
                + " %s and %s",
            model.parameterCount(),
            rows,
            columns,
            Sizes.text(heapBytes(1)),
            Sizes.text(besideBytes()),
            Sizes.LONGEST_ARRAY,
            Sizes.text(machine.heapBytes()),
            Sizes.text(machine.totalBytes()));
    throw new TrainingException(needed + "; " + advice(ofDepth, rows, columns));
  }

  private String advice(@Nullable IntFunction<ModelConfig> ofDepth, int rows, int columns) {
    int batch = largest(rows, some -> with(some, columns).fits());
    if (batch > 0) {
      return "the largest --batch that fits is " + batch + more();
    }
    int context = largest(columns, some -> with(1, some).fits());
    if (context > 1) {
      return "the largest --context that fits is " + context + ", with --batch 1" + more();
    }
    int depth =
        ofDepth == null
            ? 0
            : largest(
                model.layerCount(),
                some ->
                    new MemoryPlan(ofDepth.apply(some), config, activations, machine)
                        .with(1, 1)
                        .fits());
    return depth > 0
        ? "the largest --depth that fits is " + depth + more()
        : "choose a smaller net";
  }

  private static String more() {
    return " (enlarge Java's heap with CONTINUO_JVM_OPTIONS=-Xmx8g)";
  }

  private MemoryPlan with(int rows, int columns) {
    Batching batching = new Batching(rows, columns, config.batch().objective());
    boolean followsContext =
        model.architecture().rotary() && model.contextLength() == config.batch().context();
    ModelConfig net = followsContext ? model.withContextLength(columns) : model;
    return new MemoryPlan(net, config.with(batching), activations, machine);
  }

  /** The largest number up to a limit that still fits, or 0. */
  private static int largest(int limit, IntPredicate fits) {
    int low = 0;
    int high = limit;
    while (low < high) {
      int middle = low + (int) (((long) high - low + 1) / 2);
      if (fits.test(middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Whether there is memory for it, if only one sequence goes through the net at once. */
  boolean fits() {
    long columns = config.batch().context();
    if (activations != null) {
      return product(columns + 1, config.batch().size()) <= Sizes.LONGEST_ARRAY
          && heapBytes(1) <= machine.heapBytes() * USABLE
          && besideBytes() <= machine.totalBytes();
    }
    return Math.max(product(columns + 1, config.batch().size()), engine().longestFixed())
            <= Sizes.LONGEST_ARRAY
        && product(columns, engine().longestPerToken()) <= Sizes.LONGEST_ARRAY
        && heapBytes(1) <= machine.heapBytes() * USABLE
        && besideBytes() <= machine.totalBytes();
  }

  /**
   * The sequences of a batch that go through the net at once to begin with.
   *
   * @return 0 for the whole batch
   */
  public int rows() {
    Batching batching = config.batch();
    if (activations != null) {
      int some = DeviceMemory.rows(model, config, activations, machine.totalBytes());
      return some == batching.size() ? 0 : Math.max(1, some);
    }
    if (!isWrittenOut()) {
      return GraphMemory.rows(machine.totalBytes() - besideBytes(), model, batching);
    }
    long array = engine().longestPerToken() * batching.context();
    int most =
        largest(
            batching.size(),
            some ->
                heapBytes(some) <= machine.heapBytes() * USABLE
                    && product(some, array) <= Sizes.LONGEST_ARRAY);
    return most == batching.size() ? 0 : Math.max(1, most);
  }

  private boolean isWrittenOut() {
    return activations == null && config.dropout() == 0 && ExplicitTransformer.supports(model);
  }

  /** What is in Java's heap while so many sequences go through the net at once. */
  private long heapBytes(int rows) {
    long columns = config.batch().context();
    long ids = product(2L * BATCHES * Long.BYTES, config.batch().size(), columns);
    if (!isWrittenOut()) {
      return ids;
    }
    return sum(ids, engine().fixedBytes(), product(rows, columns, engine().bytesPerToken()));
  }

  private EngineMemory engine() {
    int threads = Runtime.getRuntime().availableProcessors();
    return EngineMemory.of(model, config.precision(), threads, config.batch().context());
  }

  /**
   * All that it takes where it is planned. Else weights, gradients and optimizer state: AdamW's two
   * averages, Muon's one and its buffers.
   */
  private long besideBytes() {
    if (activations != null) {
      return DeviceMemory.bytes(model, config, activations, 1);
    }
    long averages =
        switch (config.optimizer()) {
          case Optimization.AdamW adamW -> 2;
          case Optimization.Muon muon -> 2;
        };
    return product(2 + averages, Float.BYTES, model.parameterCount());
  }
}
