package dev.continuo.trainer.optim;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Backend.Averages;
import dev.continuo.model.backend.Backend.Update;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Parameter;
import dev.continuo.model.backend.Parameters;
import dev.continuo.model.backend.StepNumbers;
import dev.continuo.model.backend.WeightChunks;
import dev.continuo.model.backend.cpu.CpuHeap;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.Optimization.AdamW;
import dev.continuo.trainer.config.Optimization.Muon;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdamW or Muon over the operations of a backend: what {@link GraphOptimizers} gives, with weights,
 * gradients and state on a device. Only a step's few numbers come from the host.
 */
public final class DeviceOptimizer {

  private final Backend backend;
  private final Parameters parameters;
  private final Optimization config;
  private final AdamW adamW;
  private final Buffer step;
  private final Map<TensorSpec, Buffer> state = new LinkedHashMap<>();
  private final List<DeviceMuonGroup> groups = new ArrayList<>();
  private final Buffer means;
  private final Buffer squares;
  private final WeightChunks chunks;
  private long stepCount;

  /** An optimizer before its first step. */
  public DeviceOptimizer(Backend backend, Parameters parameters, Optimization config) {
    this.backend = backend;
    this.parameters = parameters;
    this.config = config;
    step = backend.allocate("step", ElementType.FLOAT32, StepNumbers.COUNT);
    Map<String, Parameter> rest = new LinkedHashMap<>(parameters.all());
    switch (config) {
      case AdamW all -> adamW = all;
      case Muon muon -> {
        adamW = muon.rest();
        for (List<Parameter> group : groups(parameters)) {
          DeviceMuonGroup made = new DeviceMuonGroup(backend, group, muon);
          groups.add(made);
          state.put(made.spec(), made.momenta());
          group.forEach(parameter -> rest.remove(parameter.name()));
        }
      }
    }
    long elements = rest.values().stream().mapToLong(Parameter::elements).sum();
    means = backend.allocate("means", ElementType.FLOAT32, elements);
    squares = backend.allocate("squares", ElementType.FLOAT32, elements);
    List<WeightChunks.Chunk> all = new ArrayList<>();
    long moment = 0;
    for (Parameter parameter : rest.values()) {
      long count = parameter.elements();
      boolean matrix = parameter.shape().length > 1;
      double decay = matrix ? adamW.weightDecay() : 0;
      all.addAll(WeightChunks.of(parameter.first(), moment, count, rate(parameter), decay));
      state.put(
          new TensorSpec(parameter.name() + ".mean", parameter.shape()),
          means.slice("mean", moment, count));
      state.put(
          new TensorSpec(parameter.name() + ".square", parameter.shape()),
          squares.slice("square", moment, count));
      moment += count;
    }
    chunks = WeightChunks.on(backend, "chunks", all);
  }

  /** The matrices of the layers by shape, in the order of the first of each. */
  private static List<List<Parameter>> groups(Parameters parameters) {
    Map<List<Long>, List<Parameter>> byShape = new LinkedHashMap<>();
    for (Parameter parameter : parameters.all().values()) {
      if (GraphMuon.isLayerMatrix(parameter.name(), parameter.shape().length)) {
        byShape
            .computeIfAbsent(
                List.of(parameter.shape()[0], parameter.shape()[1]), key -> new ArrayList<>())
            .add(parameter);
      }
    }
    return List.copyOf(byShape.values());
  }

  /** What is made orthogonal at once, for each shape of the layers' matrices. */
  public static List<CpuHeap.Blocks> blocks(ModelConfig model, Optimization optimization) {
    return switch (optimization) {
      case AdamW all -> List.of();
      case Muon muon -> {
        long channels = model.channels();
        long inner = model.feedForwardChannels();
        long queries = (long) model.headCount() * model.headSize();
        long keys = (long) model.keyValueHeadCount() * model.headSize();
        Map<List<Long>, Long> counts = new LinkedHashMap<>(); // by shape, in a layer
        counts.merge(List.of(queries, channels), 1L, Long::sum);
        counts.merge(List.of(keys, channels), 2L, Long::sum);
        counts.merge(List.of(channels, queries), 1L, Long::sum);
        counts.merge(List.of(inner, channels), model.parts().gated() ? 2L : 1L, Long::sum);
        counts.merge(List.of(channels, inner), 1L, Long::sum);
        yield counts.entrySet().stream()
            .map(each -> blocks(muon, each.getKey(), each.getValue() * model.layerCount()))
            .toList();
      }
    };
  }

  private static CpuHeap.Blocks blocks(Muon muon, List<Long> shape, long matrices) {
    long rows = MuonBlocks.rows(shape.getFirst(), muon.rows());
    return new CpuHeap.Blocks(matrices * (shape.getFirst() / rows), rows, shape.getLast());
  }

  private double rate(Parameter parameter) {
    return switch (config) {
      case AdamW all -> 1;
      case Muon muon -> GraphMuon.rateFactor(muon, parameter.shape().length);
    };
  }

  /** What a step does, in order, as a part of a program: moves every weight once. */
  public void operations() {
    backend.gradientNorm(parameters.gradients(), step);
    groups.forEach(group -> group.step(parameters, step));
    if (chunks.count() > 0) {
      Averages averages =
          new Averages(means, squares, (float) adamW.beta1(), (float) adamW.beta2());
      backend.adamW(
          new Update(chunks, step),
          parameters.gradients(),
          averages,
          parameters.weights(),
          parameters.rounded());
    }
  }

  /** The numbers of the next step, which are to be in {@link #numbers} when it runs. */
  public StepNumbers next(double learningRate) {
    stepCount++;
    GraphAdamWState.Factors factors = GraphAdamWState.factors(adamW, stepCount, learningRate, 1);
    return new StepNumbers(
        (float) learningRate,
        (float) factors.baseRate(),
        factors.epsilon(),
        (float) config.clipNorm(),
        0,
        1);
  }

  /** Where the numbers of a step lie; afterwards also the norm of the gradient. */
  public Buffer numbers() {
    return step;
  }

  /** Goes on after so many steps from a saved state, which was put into {@link #state}. */
  public void resume(long steps) {
    stepCount = steps;
  }

  /** The buffers to save beside the weights, as {@link GraphOptimizer#state} names them. */
  public Map<TensorSpec, Buffer> state() {
    return state;
  }
}
