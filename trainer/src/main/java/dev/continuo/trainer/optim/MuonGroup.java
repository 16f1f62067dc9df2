package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.net.Precision;
import dev.continuo.trainer.config.Optimization.Muon;
import java.util.List;
import java.util.Map;

/**
 * Matrices of one shape that turn together: (N, R, C). Their momentum follows every gradient; the
 * direction in which they move is made of it anew every few steps.
 */
final class MuonGroup {

  private final String name;
  private final int turn;
  private final List<String> names;
  private final List<NDArray> weights;
  private final Muon config;
  private final Elementwise arithmetic;
  private final NDArray momentum;
  private final NDArray direction;
  private final NewtonSchulz orthogonal;
  private final double shapeFactor;

  /**
   * A group before its first step.
   *
   * @param turn the steps of this remainder, divided by the interval, give it a new direction
   */
  MuonGroup(
      Map<String, NDArray> weights,
      int turn,
      NDManager manager,
      Muon config,
      Precision precision,
      Elementwise arithmetic) {
    this.turn = turn;
    this.names = List.copyOf(weights.keySet());
    this.weights = List.copyOf(weights.values());
    this.config = config;
    this.arithmetic = arithmetic;
    Shape each = this.weights.getFirst().getShape();
    Shape shape = new Shape(names.size(), each.get(0), each.get(1));
    name = "layers.%dx%d.%d".formatted(each.get(0), each.get(1), turn);
    momentum = manager.zeros(shape);
    direction = manager.zeros(shape);
    orthogonal = new NewtonSchulz(manager, shape, precision, config.iterations());
    shapeFactor = Math.sqrt(Math.max(1, (double) each.get(0) / each.get(1)));
  }

  /** Adds what a resumed run needs. */
  void putState(Map<String, NDArray> state) {
    state.put(name + ".momentum", momentum);
    state.put(name + ".direction", direction);
  }

  /**
   * Moves the matrices once.
   *
   * @param done steps before this one
   */
  void step(Map<String, NDArray> gradients, double clip, double learningRate, long done) {
    List<NDArray> own = names.stream().map(n -> Optimizers.gradient(n, gradients)).toList();
    if (done == 0 || done % config.interval() == turn) {
      double[] norms = arithmetic.nesterov(momentum, own, direction, clip, config.momentum());
      orthogonal.apply(direction, norms);
    } else {
      arithmetic.average(momentum, own, clip, config.momentum());
    }
    double keep = 1 - learningRate * config.weightDecay();
    arithmetic.descend(weights, direction, keep, learningRate * shapeFactor);
  }
}
