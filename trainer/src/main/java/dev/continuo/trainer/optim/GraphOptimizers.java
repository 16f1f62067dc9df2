package dev.continuo.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.continuo.model.device.Precision;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.Optimization.AdamW;
import dev.continuo.trainer.config.Optimization.Muon;
import java.util.Map;

/** The choice of an optimizer of the graph's weights. */
public final class GraphOptimizers {

  private GraphOptimizers() {}

  /**
   * An optimizer of some weights.
   *
   * @param weights by HuggingFace name
   * @param manager what its state belongs to; on the weights' device
   * @param precision the number format of matrix products
   */
  public static GraphOptimizer of(
      Map<String, NDArray> weights,
      NDManager manager,
      Optimization optimization,
      Precision precision) {
    return switch (optimization) {
      case AdamW adamW -> new GraphAdamW(weights, manager, adamW);
      case Muon muon -> new GraphMuon(weights, manager, muon, precision);
    };
  }

  /** The factor that shortens a gradient to the largest norm. */
  static double clip(double norm, double largest) {
    return norm > largest ? largest / norm : 1;
  }

  /** A weight's gradient among all. */
  static NDArray gradient(String name, Map<String, NDArray> gradients) {
    NDArray gradient = gradients.get(name);
    if (gradient == null) {
      throw new IllegalArgumentException("no gradient of " + name);
    }
    return gradient;
  }
}
