package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.device.Precision;
import dev.continuo.trainer.config.Optimization.Muon;
import java.util.List;
import java.util.Map;

/**
 * The matrices of one shape, which move together: (N, R, C). Blocks of their rows are made
 * orthogonal, each by itself.
 */
final class GraphMuonGroup {

  private final List<String> names;
  private final List<NDArray> weights;
  private final Muon config;
  private final NDArray momentum;
  private final NDArray blend;
  private final GraphNewtonSchulz orthogonal;
  private final double shapeFactor;

  GraphMuonGroup(
      Map<String, NDArray> weights, NDManager manager, Muon config, Precision precision) {
    this.names = List.copyOf(weights.keySet());
    this.weights = List.copyOf(weights.values());
    this.config = config;
    Shape each = this.weights.getFirst().getShape();
    Shape shape = new Shape(names.size(), each.get(0), each.get(1));
    momentum = manager.zeros(shape);
    blend = manager.zeros(shape);
    long rows = MuonBlocks.rows(each.get(0), config.rows());
    Shape blocks = new Shape(shape.size() / rows / each.get(1), rows, each.get(1));
    orthogonal =
        new GraphNewtonSchulz(
            manager, blocks, precision, NewtonSchulz.polynomials(config.iteration()));
    shapeFactor = MuonBlocks.shapeFactor(rows, each.get(1));
  }

  /** The name of its momentum among the state. */
  String name() {
    Shape shape = momentum.getShape();
    return MuonBlocks.momentumName(shape.get(1), shape.get(2));
  }

  NDArray momentum() {
    return momentum;
  }

  void step(Map<String, NDArray> gradients, double clip, double learningRate) {
    List<NDArray> own = names.stream().map(n -> GraphOptimizers.gradient(n, gradients)).toList();
    GraphElementwise.nesterov(momentum, own, blend, clip, config.momentum());
    orthogonal.apply(blend);
    double keep = 1 - learningRate * config.weightDecay();
    GraphElementwise.descend(weights, blend, keep, learningRate * shapeFactor);
  }
}
