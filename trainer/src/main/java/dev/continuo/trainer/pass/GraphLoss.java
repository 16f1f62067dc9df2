package dev.continuo.trainer.pass;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.kernel.LossFunction;

/** A loss function in operations that autograd records. */
final class GraphLoss {

  private static final int[] VOCABULARY = {1};

  private GraphLoss() {}

  /**
   * The sum over the counted positions.
   *
   * @param logits (N, V)
   * @param targets int64 (N); {@link Aten#IGNORED_TARGET} is not counted
   */
  static NDArray sum(LossFunction loss, NDArray logits, NDArray targets) {
    return switch (loss.kind()) {
      case CROSS_ENTROPY -> Aten.crossEntropySum(logits, targets, loss.smoothing());
      case SQUARED_ERROR -> {
        NDArray squares = logits.softmax(1).square().sum(VOCABULARY); // (N)
        NDArray errors = squares.sub(Aten.times(atTarget(logits, targets), 2)).add(1); // (N)
        yield errors.mul(counted(targets)).sum();
      }
      case ABSOLUTE_ERROR ->
          Aten.times(atTarget(logits, targets).neg().add(1).mul(counted(targets)).sum(), 2);
    };
  }

  /** The probability of each target. */
  private static NDArray atTarget(NDArray logits, NDArray targets) {
    return Aten.crossEntropyEach(logits, targets).neg().exp(); // (N)
  }

  private static NDArray counted(NDArray targets) {
    return targets.neq(Aten.IGNORED_TARGET).toType(DataType.FLOAT32, false); // (N)
  }
}
