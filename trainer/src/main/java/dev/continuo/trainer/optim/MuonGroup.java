package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.device.Precision;
import dev.continuo.trainer.config.Optimization.Muon;
import dev.continuo.trainer.config.Optimization.Muon.Iteration;
import dev.continuo.trainer.optim.NewtonSchulz.Polynomial;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The matrices of one shape, which move together: (N, R, C). Blocks of their rows are made
 * orthogonal, each by itself.
 */
final class MuonGroup {

  private static final List<Polynomial> KELLER_JORDAN =
      Collections.nCopies(5, new Polynomial(3.4445, -4.7750, 2.0315));

  /** A singular value may be this much above one where numbers are rounded. */
  private static final double ROUNDING = 1.01;

  private static final List<Polynomial> POLAR_EXPRESS =
      List.of(
          new Polynomial(8.28721201814563, -23.595886519098837, 17.300387312530933)
              .within(ROUNDING),
          new Polynomial(4.107059111542203, -2.9478499167379106, 0.5448431082926601),
          new Polynomial(3.9486908534822946, -2.908902115962949, 0.5518191394370137));

  private final List<String> names;
  private final List<NDArray> weights;
  private final Muon config;
  private final NDArray momentum;
  private final NDArray blend;
  private final NewtonSchulz orthogonal;
  private final double shapeFactor;

  MuonGroup(Map<String, NDArray> weights, NDManager manager, Muon config, Precision precision) {
    this.names = List.copyOf(weights.keySet());
    this.weights = List.copyOf(weights.values());
    this.config = config;
    Shape each = this.weights.getFirst().getShape();
    Shape shape = new Shape(names.size(), each.get(0), each.get(1));
    momentum = manager.zeros(shape);
    blend = manager.zeros(shape);
    long rows = blockRows(each.get(0), config.rows());
    Shape blocks = new Shape(shape.size() / rows / each.get(1), rows, each.get(1));
    orthogonal = new NewtonSchulz(manager, blocks, precision, polynomials(config.iteration()));
    shapeFactor = shapeFactor(rows, each.get(1));
  }

  /** The most rows that divide all and are no more than asked for. */
  static long blockRows(long all, long asked) {
    long blocks = Math.ceilDiv(all, asked);
    while (all % blocks != 0) {
      blocks++;
    }
    return all / blocks;
  }

  static List<Polynomial> polynomials(Iteration iteration) {
    return switch (iteration) {
      case KELLER_JORDAN -> KELLER_JORDAN;
      case POLAR_EXPRESS -> POLAR_EXPRESS;
    };
  }

  /** The name of its momentum among the state. */
  String name() {
    Shape shape = momentum.getShape();
    return name(shape.get(1), shape.get(2));
  }

  static String name(long rows, long columns) {
    return String.format(Locale.ROOT, "layers.%dx%d.momentum", rows, columns);
  }

  /** A block's learning rate as a multiple of the step's: the taller, the faster. */
  static double shapeFactor(long rows, long columns) {
    return Math.sqrt(Math.max(1, (double) rows / columns));
  }

  NDArray momentum() {
    return momentum;
  }

  void step(Map<String, NDArray> gradients, double clip, double learningRate) {
    List<NDArray> own = names.stream().map(n -> Optimizers.gradient(n, gradients)).toList();
    Elementwise.nesterov(momentum, own, blend, clip, config.momentum());
    orthogonal.apply(blend);
    double keep = 1 - learningRate * config.weightDecay();
    Elementwise.descend(weights, blend, keep, learningRate * shapeFactor);
  }
}
