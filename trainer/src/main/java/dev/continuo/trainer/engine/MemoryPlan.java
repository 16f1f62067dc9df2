package dev.continuo.trainer.engine;

import static dev.continuo.model.device.Sizes.product;
import static dev.continuo.model.device.Sizes.sum;

import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.cpu.CpuHeap;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.ComputeDevice;
import dev.continuo.model.device.CudaDevices;
import dev.continuo.model.device.MachineMemory;
import dev.continuo.model.device.Sizes;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Resources;
import dev.continuo.trainer.config.TrainingException;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a run needs, counted before its first step: in Java's heap the ids of two batches
 * (the one in hand and the one that is read ahead) and, on the CPU, what threads compute in; beside
 * the heap, or on the GPU, all the rest. Of DJL's graph it counts the weights, their gradients and
 * the optimizer's averages, so that a run that it refuses could not have succeeded.
 *
 * @param model the net
 * @param config how it is trained
 * @param place where it is trained, and by what
 * @param machine the memory that there is; the total is what a GPU has free where one computes
 */
public record MemoryPlan(
    ModelConfig model, TrainingConfig config, Place place, MachineMemory machine) {

  /** The share of the heap that a run plans with; the rest is for short-lived objects. */
  private static final double USABLE = 0.9;

  private static final int BATCHES = 2;

  /** Bytes of each weight at least: itself, its gradient and one average. */
  private static final int LEAST_OF_WEIGHT = 3 * Float.BYTES;

  /** Where a net is trained, and by what. */
  public enum Place {
    CPU,
    GPU,
    /** On the CPU, by DJL's graph. */
    GRAPH
  }

  /** Of a run on a device of this machine. */
  public static MemoryPlan of(ModelConfig model, TrainingConfig config, ComputeDevice device) {
    MachineMemory machine = MachineMemory.current();
    return switch (device) {
      case CPU ->
          new MemoryPlan(
              model,
              config,
              switch (config.engine()) {
                case CONTINUO -> Place.CPU;
                case DJL -> Place.GRAPH;
              },
              machine);
      case GPU -> onGpu(model, config, CudaDevices.list().getFirst().freeBytes());
    };
  }

  /** Of a run on a GPU that has so much memory free. */
  static MemoryPlan onGpu(ModelConfig model, TrainingConfig config, long freeBytes) {
    MachineMemory machine = new MachineMemory(MachineMemory.current().heapBytes(), freeBytes);
    return new MemoryPlan(model, config, Place.GPU, machine);
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
                + " Java's heap and %s %s, and no array of more than %,d elements; available are"
                + " %s and %s",
            model.parameterCount(),
            rows,
            columns,
            Sizes.text(heapBytes(leastRows())),
            Sizes.text(besideBytes()),
            place == Place.GPU ? "of the GPU's memory" : "beside it",
            Sizes.LONGEST_ARRAY,
            Sizes.text(machine.heapBytes()),
            Sizes.text(machine.totalBytes()));
    throw new TrainingException(needed + "; " + advice(ofDepth, rows, columns));
  }

  private String advice(@Nullable IntFunction<ModelConfig> ofDepth, int rows, int columns) {
    Resources asked = config.resources();
    if (asked.microBatch() != null) {
      int some =
          MicroBatch.largest(
              1, leastRows(), few -> with(new Resources(null, few, asked.recompute())).fits());
      if (some > 0) {
        return "the largest micro-batch that fits is " + some + more();
      }
    }
    if (place != Place.GRAPH && Boolean.FALSE.equals(asked.recompute())) {
      if (with(new Resources(null, asked.microBatch(), true)).fits()) {
        return "it fits with recompute";
      }
      if (with(new Resources(null, 1, true)).fits()) {
        return "it fits with recompute and micro-batch 1";
      }
    }
    int batch = MicroBatch.largest(1, rows, some -> with(some, columns).fits());
    if (batch > 0) {
      return "the largest batch that fits is " + batch + more();
    }
    boolean whole = place != Place.GRAPH && with(rows, 1).fits(); // a larger batch takes no more
    int context = MicroBatch.largest(1, columns, some -> with(whole ? rows : 1, some).fits());
    if (context > 1) {
      return "the largest context that fits is "
          + context
          + (whole ? "" : ", with batch 1")
          + more();
    }
    int depth =
        ofDepth == null
            ? 0
            : MicroBatch.largest(
                1,
                model.layerCount(),
                some ->
                    new MemoryPlan(ofDepth.apply(some), config, place, machine).with(1, 1).fits());
    return depth > 0 ? "the largest depth that fits is " + depth + more() : "choose a smaller net";
  }

  private String more() {
    return heapFits(leastRows()) ? "" : " (enlarge Java's heap with CONTINUO_JVM_OPTIONS=-Xmx8g)";
  }

  private MemoryPlan with(Resources resources) {
    return new MemoryPlan(model, config.with(resources), place, machine);
  }

  private MemoryPlan with(int rows, int columns) {
    Batching batching = new Batching(rows, columns, config.batch().objective());
    boolean followsContext =
        model.parts().rotary() && model.contextLength() == config.batch().context();
    ModelConfig net = followsContext ? model.withContextLength(columns) : model;
    return new MemoryPlan(net, config.with(batching), place, machine);
  }

  /** The sequences that go through the net at once where it takes least. */
  private int leastRows() {
    return config.resources().microBatch() == null
        ? 1
        : MicroBatch.most(config.batch(), config.resources());
  }

  /** Whether there is memory for the least that can go through the net at once. */
  public boolean fits() {
    return product(config.batch().context() + 1L, config.batch().size()) <= Sizes.LONGEST_ARRAY
        && heapFits(leastRows())
        && besideBytes() <= machine.totalBytes();
  }

  private boolean heapFits(int rows) {
    return heapBytes(rows) <= machine.heapBytes() * USABLE
        && (place != Place.CPU || heap(rows).longest() <= Sizes.LONGEST_ARRAY);
  }

  /**
   * How much of a batch goes through the net at once; the least possible where nothing fits.
   *
   * @throws IllegalStateException where DJL's graph decides in training
   */
  public MicroBatch microBatch() {
    if (place == Place.GRAPH) {
      throw new IllegalStateException("the run is not laid out beforehand");
    }
    int enough =
        place == Place.GPU ? MicroBatch.ENOUGH_TOKENS_ON_GPU : MicroBatch.ENOUGH_TOKENS_ON_CPU;
    return MicroBatch.of(
            config.batch(),
            config.resources(),
            enough,
            (rows, recompute) ->
                heapFits(rows) && bytes(new MicroBatch(rows, recompute)) <= machine.totalBytes())
        .orElseGet(this::least);
  }

  private MicroBatch least() {
    return new MicroBatch(leastRows(), !Boolean.FALSE.equals(config.resources().recompute()));
  }

  /** The bytes that the run will take, in the heap and beside it; of DJL's graph at least. */
  public long plannedBytes() {
    return place == Place.GRAPH
        ? sum(heapBytes(leastRows()), besideBytes())
        : sum(heapBytes(microBatch().rows()), bytes(microBatch()));
  }

  /**
   * The sequences of a batch that go through the net at once to begin with.
   *
   * @return 0 for the whole batch
   */
  public int rows() {
    Batching batching = config.batch();
    int rows = config.resources().microBatch() == null ? mostRows() : leastRows();
    return rows == batching.size() ? 0 : rows;
  }

  private int mostRows() {
    return place == Place.GRAPH
        ? GraphMemory.rows(machine.totalBytes() - besideBytes(), model, config.batch())
        : microBatch().rows();
  }

  /** What is in Java's heap while so many sequences go through the net at once. */
  private long heapBytes(int rows) {
    long columns = config.batch().context();
    long ids = product(2L * BATCHES * Long.BYTES, config.batch().size(), columns);
    return place == Place.CPU ? sum(ids, heap(rows).bytes()) : ids;
  }

  private CpuHeap heap(int rows) {
    return CpuMemory.heap(model, config, rows);
  }

  /**
   * What it takes beside the heap at least. Of DJL's graph weights, gradients and optimizer state:
   * AdamW's two averages, Muon's one and its buffers.
   */
  private long besideBytes() {
    if (place != Place.GRAPH) {
      return bytes(least());
    }
    long averages =
        switch (config.optimizer()) {
          case Optimization.AdamW adamW -> 2;
          case Optimization.Muon muon -> 2;
        };
    return product(2 + averages, Float.BYTES, model.parameterCount());
  }

  /** What is laid out beforehand where so much of a batch goes through the net at once. */
  private long bytes(MicroBatch microBatch) {
    long weights = product(LEAST_OF_WEIGHT, model.parameterCount());
    if (weights > machine.totalBytes()) {
      return weights; // the parts of such a net may be more than can be listed
    }
    return switch (place) {
      case CPU -> CpuMemory.bytes(model, config, microBatch);
      case GPU -> {
        ElementType activations = GpuMemory.activations(config.precision());
        yield GpuMemory.bytes(model, config, activations, microBatch);
      }
      case GRAPH -> throw new IllegalStateException("the run is not laid out beforehand");
    };
  }
}
