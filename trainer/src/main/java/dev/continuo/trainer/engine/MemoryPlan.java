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
import dev.continuo.trainer.config.TrainingConfig.Memory;
import dev.continuo.trainer.config.TrainingException;
import java.util.Locale;
import java.util.function.IntFunction;
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
      case GPU -> onGpu(model, config, CudaDevices.list().getFirst().freeBytes());
    };
  }

  /** Of a run on a GPU that has so much memory free. */
  static MemoryPlan onGpu(ModelConfig model, TrainingConfig config, long freeBytes) {
    return new MemoryPlan(
        model,
        config,
        DeviceMemory.activations(config.precision()),
        new MachineMemory(MachineMemory.current().heapBytes(), freeBytes));
  }

  /**
   * Whether a run on the CPU goes over the backend: where there is no libtorch, and with dropout or
   * recompute, which the written-out engine has not.
   */
  static boolean isOnBackend(ModelConfig model, TrainingConfig config) {
    boolean written =
        switch (model.architecture()) {
          case QWEN3, LLAMA -> true;
          case GPT2 -> false; // its operations are plain loops there
        };
    boolean recompute = Boolean.TRUE.equals(config.memory().recompute());
    return !Libtorch.isThere() || recompute || (written && config.dropout() > 0);
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
            Sizes.text(heapBytes(leastRows())),
            Sizes.text(besideBytes()),
            Sizes.LONGEST_ARRAY,
            Sizes.text(machine.heapBytes()),
            Sizes.text(machine.totalBytes()));
    throw new TrainingException(needed + "; " + advice(ofDepth, rows, columns));
  }

  private String advice(@Nullable IntFunction<ModelConfig> ofDepth, int rows, int columns) {
    Memory asked = config.memory();
    if (asked.microBatch() != null) {
      int some =
          AtOnce.largest(1, leastRows(), few -> with(new Memory(few, asked.recompute())).fits());
      if (some > 0) {
        return "the largest --micro-batch that fits is " + some + more();
      }
    }
    if (activations != null && Boolean.FALSE.equals(asked.recompute())) {
      if (with(new Memory(asked.microBatch(), true)).fits()) {
        return "it fits with --recompute";
      }
      if (with(new Memory(1, true)).fits()) {
        return "it fits with --recompute --micro-batch 1";
      }
    }
    int batch = AtOnce.largest(1, rows, some -> with(some, columns).fits());
    if (batch > 0) {
      return "the largest --batch that fits is " + batch + more();
    }
    boolean whole = activations != null && with(rows, 1).fits(); // a batch takes nothing at rest
    int context = AtOnce.largest(1, columns, some -> with(whole ? rows : 1, some).fits());
    if (context > 1) {
      return "the largest --context that fits is "
          + context
          + (whole ? "" : ", with --batch 1")
          + more();
    }
    int depth =
        ofDepth == null
            ? 0
            : AtOnce.largest(
                1,
                model.layerCount(),
                some ->
                    new MemoryPlan(ofDepth.apply(some), config, activations, machine)
                        .with(1, 1)
                        .fits());
    return depth > 0
        ? "the largest --depth that fits is " + depth + more()
        : "choose a smaller net";
  }

  private String more() {
    return heapFits() ? "" : " (enlarge Java's heap with CONTINUO_JVM_OPTIONS=-Xmx8g)";
  }

  private MemoryPlan with(Memory memory) {
    return new MemoryPlan(model, config.with(memory), activations, machine);
  }

  private MemoryPlan with(int rows, int columns) {
    Batching batching = new Batching(rows, columns, config.batch().objective());
    boolean followsContext =
        model.architecture().rotary() && model.contextLength() == config.batch().context();
    ModelConfig net = followsContext ? model.withContextLength(columns) : model;
    return new MemoryPlan(net, config.with(batching), activations, machine);
  }

  /** The sequences that go through the net at once where it takes least. */
  private int leastRows() {
    return config.memory().microBatch() == null ? 1 : AtOnce.most(config.batch(), config.memory());
  }

  private boolean heapFits() {
    return heapBytes(leastRows()) <= machine.heapBytes() * USABLE;
  }

  /** Whether there is memory for as little at once as may be. */
  boolean fits() {
    long columns = config.batch().context();
    boolean arrays = product(columns + 1, config.batch().size()) <= Sizes.LONGEST_ARRAY;
    if (activations == null) {
      EngineMemory engine = engine();
      arrays &= engine.longestFixed() <= Sizes.LONGEST_ARRAY;
      arrays &= product(leastRows(), columns, engine.longestPerToken()) <= Sizes.LONGEST_ARRAY;
    }
    return arrays && heapFits() && besideBytes() <= machine.totalBytes();
  }

  /**
   * What of a batch goes through the net at once; as little as may be where nothing fits.
   *
   * @throws IllegalStateException where it does not go over a backend
   */
  public AtOnce atOnce() {
    ElementType type = activations;
    if (type == null) {
      throw new IllegalStateException("the run is not laid out beforehand");
    }
    return AtOnce.of(
            config.batch(),
            config.memory(),
            (rows, recompute) ->
                DeviceMemory.bytes(model, config, type, new AtOnce(rows, recompute))
                    <= machine.totalBytes())
        .orElseGet(this::least);
  }

  private AtOnce least() {
    return new AtOnce(leastRows(), !Boolean.FALSE.equals(config.memory().recompute()));
  }

  /**
   * The sequences of a batch that go through the net at once to begin with.
   *
   * @return 0 for the whole batch
   */
  public int rows() {
    Batching batching = config.batch();
    int rows = config.memory().microBatch() == null ? mostRows() : leastRows();
    return rows == batching.size() ? 0 : rows;
  }

  private int mostRows() {
    Batching batching = config.batch();
    if (activations != null) {
      return atOnce().rows();
    }
    if (!isWrittenOut()) {
      return GraphMemory.rows(machine.totalBytes() - besideBytes(), model, batching);
    }
    long array = engine().longestPerToken() * batching.context();
    int most =
        AtOnce.largest(
            1,
            batching.size(),
            some ->
                heapBytes(some) <= machine.heapBytes() * USABLE
                    && product(some, array) <= Sizes.LONGEST_ARRAY);
    return Math.max(1, most);
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
      return DeviceMemory.bytes(model, config, activations, least());
    }
    long averages =
        switch (config.optimizer()) {
          case Optimization.AdamW adamW -> 2;
          case Optimization.Muon muon -> 2;
        };
    return product(2 + averages, Float.BYTES, model.parameterCount());
  }
}
