package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.net.Precision;
import dev.continuo.trainer.config.Optimization.Muon;
import java.util.List;
import java.util.Map;

/** The matrices of one shape, which move together: (N, R, C). */
final class MuonGroup {

  private final List<String> names;
  private final List<NDArray> weights;
  private final Muon config;
  private final Elementwise arithmetic;
  private final NDArray momentum;
  private final NDArray blend;
  private final NewtonSchulz orthogonal;
  private final double shapeFactor;

  MuonGroup(
      Map<String, NDArray> weights,
      NDManager manager,
      Muon config,
      Precision precision,
      Elementwise arithmetic) {
    this.names = List.copyOf(weights.keySet());
    this.weights = List.copyOf(weights.values());
    this.config = config;
    this.arithmetic = arithmetic;
    Shape each = this.weights.getFirst().getShape();
    Shape shape = new Shape(names.size(), each.get(0), each.get(1));
    momentum = manager.zeros(shape);
    blend = manager.zeros(shape);
    orthogonal = new NewtonSchulz(manager, shape, precision, config.iterations());
    shapeFactor = Math.sqrt(Math.max(1, (double) each.get(0) / each.get(1)));
  }

  /** The name of its momentum among the state. */
  String name() {
    Shape shape = momentum.getShape();
    return "layers.%dx%d.momentum".formatted(shape.get(1), shape.get(2));
  }

  NDArray momentum() {
    return momentum;
  }

  void step(Map<String, NDArray> gradients, double clip, double learningRate) {
    List<NDArray> own = names.stream().map(n -> Optimizers.gradient(n, gradients)).toList();
    double[] norms = arithmetic.nesterov(momentum, own, blend, clip, config.momentum());
    orthogonal.apply(blend, norms);
    double keep = 1 - learningRate * config.weightDecay();
    arithmetic.descend(weights, blend, keep, learningRate * shapeFactor);
  }
}
