package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.continuo.model.device.Precision;
import dev.continuo.trainer.config.Optimization.Muon;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Muon (Keller Jordan et al., kellerjordan.github.io/posts/muon): the matrices of the layers move
 * by their Nesterov momentum made orthogonal, tables and vectors by AdamW.
 */
final class GraphMuon implements GraphOptimizer {

  private static final String LAYER_PART = ".layers.";

  private final Muon config;
  private final List<GraphMuonGroup> groups = new ArrayList<>();
  private final GraphAdamWState rest;
  private final Map<String, NDArray> state = new LinkedHashMap<>();

  GraphMuon(Map<String, NDArray> weights, NDManager manager, Muon config, Precision precision) {
    this.config = config;
    Map<String, NDArray> others = new LinkedHashMap<>(weights);
    Map<List<Long>, Map<String, NDArray>> byShape = new LinkedHashMap<>();
    weights.forEach(
        (name, weight) -> {
          if (isLayerMatrix(name, weight.getShape().dimension())) {
            List<Long> shape = List.of(weight.getShape().get(0), weight.getShape().get(1));
            byShape.computeIfAbsent(shape, key -> new LinkedHashMap<>()).put(name, weight);
            others.remove(name);
          }
        });
    for (Map<String, NDArray> same : byShape.values()) {
      GraphMuonGroup group = new GraphMuonGroup(same, manager, config, precision);
      groups.add(group);
      state.put(group.name(), group.momentum());
    }
    rest =
        new GraphAdamWState(
            others, manager, config.rest(), w -> rateFactor(config, w.getShape().dimension()));
    state.putAll(rest.arrays());
  }

  @Override
  public double step(Map<String, NDArray> gradients, double learningRate) {
    double norm = Math.sqrt(GraphElementwise.squaredNorm(gradients.values()));
    double clip = GraphOptimizers.clip(norm, config.clipNorm());
    GraphAdamWState.Factors factors = rest.next(learningRate, clip);
    if (Double.isFinite(norm)) {
      groups.forEach(group -> group.step(gradients, clip, learningRate));
      GraphElementwise.adamW(rest.slots(), gradients, factors);
    }
    return norm;
  }

  static boolean isLayerMatrix(String name, int dimensions) {
    return dimensions == 2 && name.contains(LAYER_PART);
  }

  /** The learning rate of a weight that AdamW moves, as a multiple of the step's. */
  static double rateFactor(Muon config, int dimensions) {
    boolean table = dimensions > 1;
    return (table ? config.tableRate() : config.rest().learningRate()) / config.learningRate();
  }

  @Override
  public void resume(long steps) {
    rest.resume(steps);
  }

  @Override
  public Map<String, NDArray> state() {
    return state;
  }
}
